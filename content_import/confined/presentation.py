"""The content of PowerPoint presentations, read with python-pptx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from content_import.confined import office

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 60
MAX_SLIDES = 500
MAX_CHARACTERS = 20_000
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
#: placeholders whose paragraphs are list items unless they say otherwise
LISTS = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
#: placeholders that repeat on every slide
REPEATED = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER})
TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE})


def prepare() -> None:
    """Open the library's own template, which loads what it otherwise imports on first use."""
    office.prepare()
    Presentation()


def read(source: io.BufferedReader) -> dict[str, Any]:
    """Return `{"title", "count", "slides"}`, without more than `MAX_SLIDES` slides, `{}` for no such file.

    A slide has a `title`, `parts` in reading order, `notes`, `hidden`, and `left_out`: what it shows that is
    not in its parts. A part is a list of `paragraphs`, a `table` or a `picture`.
    """
    try:
        presentation = Presentation(source)  # type: ignore[arg-type]  # any binary file
        slides = list(presentation.slides)
        result = [] if len(slides) > MAX_SLIDES else [_slide(slide) for slide in slides]
    except (PythonPptxError, SyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError):
        return {}
    return {"title": presentation.core_properties.title or "", "count": len(slides), "slides": result}


def _slide(slide: Any) -> dict[str, Any]:
    left_out: list[str] = []
    parts = [part for shape in slide.shapes for part in _parts(shape, left_out)]
    title = slide.shapes.title
    return {
        "title": _clean(title.text_frame.text) if title is not None else "",
        "parts": parts,
        "notes": _notes(slide),
        "hidden": slide.element.get("show") in ("0", "false"),
        "left_out": left_out,
    }


def _notes(slide: Any) -> str:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return _clean(frame.text, "\n") if frame is not None else ""


def _parts(shape: Any, left_out: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the parts of a shape, and add what cannot be read to `left_out`."""
    placeholder = shape.placeholder_format.type if shape.is_placeholder else None
    if placeholder in TITLES or placeholder in REPEATED:
        return
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        for inner in shape.shapes:
            yield from _parts(inner, left_out)
    elif shape.element.tag == qn("p:pic"):
        yield from _picture(shape, left_out)
    elif getattr(shape, "has_table", False):
        yield {"table": [[_clean(cell.text) for cell in row.cells] for row in shape.table.rows]}
    elif shape.element.tag == qn("p:graphicFrame"):
        left_out.append("chart" if shape.has_chart else "diagram")
    elif shape.has_text_frame and shape.text_frame.text.strip():
        yield {"paragraphs": list(_paragraphs(shape.text_frame, is_list=placeholder in LISTS))}


def _paragraphs(frame: Any, *, is_list: bool) -> Iterator[dict[str, Any]]:
    for paragraph in frame.paragraphs:
        if text := _clean(paragraph.text, "\n"):
            runs = [
                (run.text[:MAX_CHARACTERS], bool(run.font.bold), bool(run.font.italic))
                for run in paragraph.runs
            ]
            yield {
                "runs": runs or [(text, False, False)],
                "level": paragraph.level,
                "list": _list(paragraph, is_list),
            }


def _list(paragraph: Any, is_list: bool) -> str:
    """Return "ul" or "ol" for an item of a list, else ""."""
    properties = paragraph._p.pPr
    own = {child.tag for child in properties} if properties is not None else set()
    if qn("a:buNone") in own:
        return ""
    if qn("a:buAutoNum") in own:
        return "ol"
    return "ul" if is_list or qn("a:buChar") in own else ""


def _picture(shape: Any, left_out: list[str]) -> Iterator[dict[str, Any]]:
    if shape.shape_type == MSO_SHAPE_TYPE.MEDIA:
        left_out.append("film")
        return
    reference = shape.element.blip_rId
    if reference is None or shape.part.rels[reference].is_external:
        left_out.append("linked picture")
        return
    part = shape.part.related_part(reference)
    width, height = office.picture_size(part.blob)
    if not width:
        left_out.append("drawing")
        return
    properties = shape.element.nvPicPr.cNvPr
    is_decorative = any(each.get("val") in ("1", "true") for each in properties.iter(DECORATIVE))
    yield {
        "picture": str(part.partname).lstrip("/"),
        "alt": _clean(properties.get("descr", ""))[:MAX_CHARACTERS],
        "decorative": is_decorative,
        "crop": [shape.crop_left, shape.crop_top, shape.crop_right, shape.crop_bottom],
        "width": width,
        "height": height,
    }


def _clean(text: str, line_break: str = " ") -> str:
    """Return the text without control characters and without more than `MAX_CHARACTERS`."""
    lines = text.replace("\v", "\n").replace("\r", "\n").split("\n")
    printable = ("".join(letter for letter in line if letter.isprintable()).strip() for line in lines)
    return line_break.join(line for line in printable if line)[:MAX_CHARACTERS]
