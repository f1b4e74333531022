"""Files of questions: packages of QTI, unreadable files and attacks."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from content_import.questions.formats.values import QuestionFileRefused
from content_import.questions.reading import MAX_BYTES, read_questions
from tests.unit.content_import.questions.plain_values import plain, read
from tests.unit.content_import.questions.test_qti import CHOICE, as_qti_3

MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{}'
    '<resource type="webcontent" href="style.css"/></resources></manifest>'
)


def package(*names: str, **files: str | bytes) -> bytes:
    """Return a QTI package that lists the names as items."""
    listed = "".join(f'<resource type="imsqti_item_xmlv2p1" href="{name}"/>' for name in names)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", MANIFEST.format(listed))
        for name, content in files.items():
            archive.writestr(f"{name}.xml", content)
    return stream.getvalue()


def test_package_is_read_in_the_order_of_its_manifest() -> None:
    file = read(package("b.xml", "a.xml", "c.xml", a=CHOICE, b=as_qti_3(CHOICE), c="<trasig", d=CHOICE))

    assert [question.where for question in file.questions] == ["Händer (b.xml)", "Händer (a.xml)"]
    assert [(left.where, left.reason[:28]) for left in file.left_out] == [
        ("c.xml", "The file is not valid XML: l")
    ]


def test_item_too_large_for_a_question_is_left_out_unread() -> None:
    file = read(package("b.xml", "a.xml", a=CHOICE, b=b" " * 60_000_000))

    assert [question.where for question in file.questions] == ["Händer (a.xml)"]
    assert [left.reason for left in file.left_out] == ["“b.xml” is too large for a question."]


def refusal(data: bytes) -> str:
    with pytest.raises(QuestionFileRefused) as refused:
        read_questions(data)
    return str(refused.value)


BOMB = b'<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz><question>&b;</question></quiz>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is no question in the file."),
        (b"\0\1\2", "The file has no questions in a format that can be read here."),
        (
            "Fråga {=ja ~nej}".encode("latin-1"),
            "Line 1 has characters that can't be read.",
        ),
        (BOMB, "The file has a document type (DTD), which can hide"),
        (
            b'<?xml version="1.0"?>' + BOMB,
            "The file has a document type (DTD), which can hide",
        ),
        (b'<?xml version="1.0" encoding="unicode_escape"?><quiz/>', "The file is not valid XML: line 1"),
        (b"<quiz>\n<question></quiz>", "The file is not valid XML: line 2 can't be read. Export it again."),
        (b"<quiz>" + b"<a>" * 300, "The file is nested deeper than a file of questions can be."),
        (
            b"<quiz>" + b"<a/>" * 400_001 + b"</quiz>",
            "The file has too many parts.",
        ),
        (b"<quiz/>", "There is no question in the file."),
        (b"<questestinterop/>", "This is QTI 1.2. Export the questions as QTI 2.1, 2.2 or 3 instead."),
        (b"<assessmentTest/>", "The file only refers to its questions. Choose the whole package, a zip file"),
        (b"PK\x03\x04abc", "The file is not a zip archive"),
        (b"S? {T}\n\n" * 100_000, "The file has more than 2000 questions. Divide it into several files."),
        (b" " * (MAX_BYTES + 1), "The file is larger than 10"),
        (package("saknas.xml"), "The package has no file “saknas.xml”, which its manifest lists."),
    ],
)
def test_file_that_is_no_file_of_questions_is_refused(data: bytes, sentence: str) -> None:
    assert refusal(data).startswith(sentence)


@pytest.mark.parametrize(
    "text",
    ["<!--" * 4_000, "<b>" * 6_000, "<ul><li>" * 2_000, "{1:SA:" * 3_000, "<a href='" * 2_000, "&" * 19_000],
)
def test_markup_made_to_be_slow_is_read_in_time(text: str) -> None:
    start = time.process_time()

    read(f"Vad? {{=a ~b####{text.replace('{', '').replace('=', '')}}}")
    written = f"<questiontext><text><![CDATA[{text}]]></text></questiontext>"
    read(f"<quiz><question type='cloze'>{written}</question></quiz>")

    assert time.process_time() - start < 2


def test_markup_in_every_text_is_no_markup_here() -> None:
    attack = "<svg/onload=alert(1)><script>alert(1)</script>&lt;script&gt;alert(2)&lt;/script&gt;"
    safe = attack.removeprefix("<svg/onload=alert(1)>").replace("=", "\\=")

    (question,) = read(f"Vad?{safe} {{=a{safe}#b{safe} ~c####{safe}}}").questions

    values = plain(question.values)
    assert values["explanation"] == "<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>"
    assert values["prompt"] == "Vad?<script>alert(2)</script>"
    assert "picture" in read(f"Vad?{attack.replace('=', chr(92) + '=')} {{T}}").left_out[0].reason
