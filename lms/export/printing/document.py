"""A module as a PDF for print: texts, pictures and questions, tagged for readers of the screen (PDF/UA-1)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import IO, Any

import typst
from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.api import ModulePage, NativeStep, with_values, without_variables
from lms.export.building.files import PackagedFile, SiteFiles
from lms.export.building.plan import ExportedStep, ExportPlan
from lms.export.enums import Licence
from lms.export.printing.nodes import Printer, parse_html

TEMPLATE = Path(__file__).with_name("module.typ")
#: what the typefaces of typst contain; others, such as pictographs, would be printed as empty boxes
_PRINTABLE = (
    (0x20, 0x24F),  # Latin
    (0x370, 0x52F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin with further accents
    (0x2010, 0x2027),
    (0x2030, 0x205E),  # punctuation
    (0x20AC, 0x20AC),  # euro
)
_FURTHER = frozenset("\n\t½¼¾™←↑→↓−≠≤≥≈∞")


def write_pdf(plan: ExportPlan, stream: IO[bytes], *, licence: Licence, with_answers: bool) -> None:
    """Write what can be printed of a module to a stream, in the language of the module.

    Raises FileNotFoundError for a picture whose file is missing.
    """
    with (
        override(plan.version.language),
        tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder,
    ):
        root = Path(folder)
        data = _document(plan, root, licence, with_answers=with_answers)
        text = json.dumps(_printable(data), ensure_ascii=False)
        (root / "data.json").write_text(without_variables(text), encoding="utf-8")
        shutil.copy(TEMPLATE, root / "module.typ")
        output = root / "module.pdf"
        typst.compile(
            root / "module.typ",
            output=output,
            root=root,
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
        with output.open("rb") as pdf:
            shutil.copyfileobj(pdf, stream)


def _document(plan: ExportPlan, root: Path, licence: Licence, *, with_answers: bool) -> dict[str, Any]:
    steps = [step for part in plan.parts for step in part.steps]
    version = plan.version
    page = ModulePage.objects.filter(module=version.module, locale__language_code=version.language).first()
    return {
        "title": version.title,
        "language": version.language,
        "introduction": page.introduction if page else "",
        "facts": [*_facts(plan, page), str(licence.label)],
        "steps": list(_steps(steps, root, version.language, plan.municipality_id)),
        "answers": [each for step in steps if (each := _answers(step))["questions"]] if with_answers else [],
        "words": {"answers": _("Right answers"), "or": f" {_('or')} "},
    }


def _facts(plan: ExportPlan, page: ModulePage | None) -> Iterator[str]:
    if plan.municipality:
        yield plan.municipality.name
    if page and page.audience:
        yield page.audience
    yield _("%(minutes)d minutes") % {"minutes": plan.version.minutes}
    yield _("Version %(number)d") % {"number": plan.version.number}


def _steps(
    steps: list[ExportedStep], root: Path, language: str, municipality: int | None
) -> Iterator[dict[str, Any]]:
    context = {"language": language, "offline": True, "without_recordings": True}
    rendered = [with_values(step.content.render(context), municipality, language) for step in steps]
    files = SiteFiles(steps, with_recordings=False)
    files.refresh()
    printer = Printer(lambda url: _picture(files, url, root), _("Choose from:"))
    for step, html in zip(steps, rendered, strict=True):
        yield {"title": step.title, "blocks": printer.blocks(parse_html(html))}


def _picture(files: SiteFiles, url: str, root: Path) -> str | None:
    """Copy a picture beside the document; return its path there."""
    path = files.use(url)
    file: PackagedFile | None = files.used.get(path or "")
    if file is None:
        return None
    name = PurePosixPath(file.path).name
    target = root / name
    if not target.exists():
        with file.open() as source, target.open("wb") as copied:
            shutil.copyfileobj(source, copied)
    return name


def _answers(step: ExportedStep) -> dict[str, Any]:
    """Return the right answers of a step in words."""
    block = step.content.block
    questions = block.questions(step.content.value) if isinstance(block, NativeStep) else []
    found = []
    for question in questions:
        texts = question.block.texts(question.value)
        patterns = question.block.patterns(question.value)
        unit = str(question.value.get("unit") or "")
        if answers := [_words(pattern, texts, unit) for pattern in patterns]:
            found.append({"prompt": str(question.value["prompt"]), "answers": answers})
    return {"title": step.title, "questions": found}


def _words(pattern: str, texts: dict[str, str], unit: str) -> str:
    """Return an answer in SCORM's notation as words."""
    truths = {"true": _("True"), "false": _("False")}
    if "[:]" in pattern:
        low, _delimiter, high = pattern.partition("[:]")
        numbers = dict.fromkeys(number_format(Decimal(each)) for each in (low, high))
        return f"{' – '.join(numbers)} {unit}".strip()
    elements = (
        " – ".join(texts.get(part, part) for part in element.split("[.]")) for element in pattern.split("[,]")
    )
    return truths.get(pattern) or ", ".join(elements)


def _printable(value: Any) -> Any:
    """Return JSON data without characters that the typefaces lack."""
    if isinstance(value, str):
        return "".join(letter for letter in value if _is_printable(letter))
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value


def _is_printable(letter: str) -> bool:
    return letter in _FURTHER or any(first <= ord(letter) <= last for first, last in _PRINTABLE)
