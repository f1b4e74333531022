"""Presentations and Word documents, and harmful ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.factories.files.pictures import make_bomb, make_photo

#: the layouts of python-pptx's own template: title and content, title only
CONTENT, TITLE_ONLY = 1, 5
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def make_presentation(*, picture: bytes | None = None) -> bytes:
    """Four slides in Swedish: a list with notes, a picture and a table, a chart, and a hidden one."""
    presentation = Presentation()
    first = _slide(presentation, "Förflyttning på Åsgården", CONTENT)
    frame = first.placeholders[1].text_frame
    frame.text = "Planera före lyftet"
    for text, level in (("Fråga om smärta", 1), ("Använd <glidlakan>", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    frame.paragraphs[2].runs[0].font.bold = True
    first.notes_slide.notes_text_frame.text = "Berätta om åldern.\nVisa själv."
    second = _slide(presentation, "Bild på lyften", TITLE_ONLY)
    shape = second.shapes.add_picture(io.BytesIO(picture or make_photo()), 0, 0, Inches(3))
    shape._element.nvPicPr.cNvPr.set("descr", "")
    described = second.shapes.add_picture(io.BytesIO(picture or make_photo()), 0, 0, Inches(3))
    described._element.nvPicPr.cNvPr.set("descr", "En lyft i taket")
    described.crop_left = 0.5
    table = second.shapes.add_table(2, 2, 0, 0, Inches(3), Inches(1)).table
    for number, cell in enumerate(table.iter_cells()):
        cell.text = f"Ö{number}"
    third = _slide(presentation, "Siffror", TITLE_ONLY)
    data = CategoryChartData()
    data.categories = ["2025", "2026"]
    data.add_series("Fall", (3, 1))
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(3), Inches(3), data)
    _slide(presentation, "Gömd", TITLE_ONLY).element.set("show", "0")
    return _saved(presentation)


def _slide(presentation: Any, title: str, layout: int) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def _saved(document: Any) -> bytes:
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def with_members(archive: bytes, members: Mapping[str, bytes]) -> bytes:
    """Return a copy of the archive with further files."""
    stored = io.BytesIO(archive)
    with zipfile.ZipFile(stored, "a", zipfile.ZIP_DEFLATED) as changed:
        for name, content in members.items():
            changed.writestr(name, content)
    return stored.getvalue()


def make_macro_presentation() -> bytes:
    return with_members(make_presentation(), {"ppt/vbaProject.bin": b"Sub AutoOpen()"})


def make_linked_presentation(target: str = "file:///etc/passwd", kind: str = "image") -> bytes:
    """A presentation with a relation to the outside: by default to a picture on the computer's disk."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Target="{target}" TargetMode="External" Type="http://schemas.'
        f'openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    return with_members(make_presentation(), {"ppt/media/_rels/a.xml.rels": relations.encode("utf-16")})


def make_disguised_presentation() -> bytes:
    """A presentation that is an OpenDocument presentation too."""
    kind = b"application/vnd.oasis.opendocument.presentation"
    return with_members(make_presentation(), {"mimetype": kind, "content.xml": b"<a/>"})


def make_inflating_presentation() -> bytes:
    return with_members(make_presentation(), {"ppt/media/stor.bin": b"\0" * 40 * 1024**2})


def make_presentation_with_huge_picture() -> bytes:
    """A presentation in which a PNG of 30,000 × 30,000 pixels has taken the place of a picture."""
    original = make_photo(kind="PNG")
    return with_replaced(make_presentation(picture=original), original, make_bomb(30_000, 30_000))


def with_replaced(archive: bytes, old: bytes, new: bytes) -> bytes:
    """Return a copy of the archive with the content `new` for files with the content `old`."""
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(stored, "w") as changed:
        for name in source.namelist():
            content = source.read(name)
            changed.writestr(name, new if content == old else content, zipfile.ZIP_DEFLATED)
    return stored.getvalue()


def make_locked_office_file() -> bytes:
    """A Compound File with the stream that Office writes for a file with a password."""
    return COMPOUND_FILE + b"\0" * 5_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


_WORD_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="p1" Target="media/image1.png" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image"/>'
        '<Relationship Id="l1" Target="javascript:alert(1)" TargetMode="External" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    ),
}
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="b" descr="{}"/><a:graphic><a:graphicData>'
    '<pic:pic><pic:blipFill><a:blip r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)
LINK = '<w:p><w:hyperlink r:id="l1"><w:r><w:t>Läs mer på ö</w:t></w:r></w:hyperlink></w:p>'


def heading(text: str, level: int) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def make_word(*content: str) -> bytes:
    """A Word document of the given XML; by default two sections, of a text and of a picture and a table."""
    body = content or (
        heading("Basal hygien", 1),
        paragraph("Därför gör vi så här."),
        heading("Händer", 2),
        paragraph("Sprita & vänta."),
        LINK,
        heading("Kläder", 2),
        PICTURE.format("Kortärmad arbetsdräkt"),
        word_table([["När", "Vad"], ["Före", "Förkläde"]]),
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _WORD_PARTS.items():
            archive.writestr(name, text)
        archive.writestr("word/media/image1.png", make_photo(kind="PNG"))
        document = f"<w:document {_NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
    return stored.getvalue()
