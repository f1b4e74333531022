"""A module as a PDF for print: tagged, with alternative texts, and without answers but on the last page."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from lms.export.actions import newest_version
from lms.export.building.plan import plan_export
from lms.export.enums import Licence
from lms.export.printing.document import write_pdf
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.factories.steps.exports import exported_page
from tests.source_files import ROOT

pytestmark = pytest.mark.django_db
#: the folder with veraPDF's jars, which script/verapdf/fetch fills
JARS = Path(os.environ.get("VERAPDF_JARS", ROOT / "var/verapdf"))


@pytest.fixture
def pdf() -> bytes:
    stream = BytesIO()
    version = newest_version(exported_page())
    assert version is not None
    write_pdf(plan_export(version, None), stream, licence=Licence.CC_BY, with_answers=True)
    return stream.getvalue()


def text_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with one space between words."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_print_has_texts_and_questions_and_answers_on_the_last_page(pdf: bytes) -> None:
    *pages, last = text_of(pdf)
    whole = " ".join(pages)

    for text in (
        "Hygien i hemmet",
        "Undersköterskor i hemtjänst",
        "CC BY 4.0",
        "Läs mer, å ä ö. Ring numret.",
        "Handsprit verkar på 30 sekunder.",
        "Byt handskar.",
        "Samordnad individuell plan",
        "Bara på morgonen",
        "Tvätta händerna i",
        "Välj bland: ",
        "Dottern ringer och är orolig.",
    ):
        assert text in whole
    assert "Rätta svar" in last
    assert "Handsprit, Kortärmat" in last
    assert "2,4 – 2,6 ml" in last
    assert "minst 30, papper" in last
    assert "minst 30" not in whole
    assert "Två händer under en kran".encode("utf-16-be") in pdf or "/Alt" in pdf.decode("latin-1")


def test_package_is_left_out_of_print_and_named() -> None:
    page = make_module_page(package=make_package(title="Lyft"))
    version = newest_version(page)
    assert version is not None

    plan = plan_export(version, None)

    assert plan.left_out == ("”Lyft” utelämnas: ett paket kan inte skrivas ut.",)
    assert len(plan.problems) == 1


def test_print_is_valid_pdf_ua(pdf: bytes, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None or not list(JARS.glob("validation-model-*.jar")):
        assert os.environ.get("VERAPDF_TESTS") != "required", "veraPDF or Java is missing"
        pytest.skip("veraPDF is missing: script/verapdf/fetch gets it")
    file = tmp_path / "modul.pdf"
    file.write_bytes(pdf)

    run = subprocess.run(  # noqa: S603 - our own program
        [java, "-cp", f"{JARS}/*", ROOT / "script/verapdf/ValidatePdf.java", file],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
