"""PowerPoint presentations: a step for each slide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content_import.confined.presentation import MAX_SLIDES
from content_import.material.kinds import (
    Asset,
    Choice,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    PlanImpossible,
    PlannedStep,
    register_material,
)
from content_import.material.upload import Upload
from content_import.material_kinds.office import (
    has_links,
    is_open_document,
    office_problems,
    picture_problem,
    store_members,
)
from content_import.material_kinds.pdf import store_pages
from content_import.material_kinds.values import (
    notes_block,
    picture_block,
    step_of_blocks,
    table_block,
    text_block,
)
from content_import.readers.slides import NotConverted, find_libreoffice, slides_as_pdf

#: what a slide may show that is not taken in
LEFT_OUT = {
    "chart": gettext_lazy("a chart"),
    "diagram": gettext_lazy("a diagram or object"),
    "film": gettext_lazy("a film or sound"),
    "linked picture": gettext_lazy("a linked picture"),
    "drawing": gettext_lazy("a picture of a type that is not shown here"),
}
#: in alternatives that PowerPoint wrote by itself, in Swedish and English
GENERATED = ("automatiskt genererad", "automatically generated", "ai-genererat", "ai-generated")

LONGEST_ALTERNATIVE = 500
#: the name of the choice of how slides are shown, and its values
SHOWN_AS, PARTS, WHOLE = "shown_as", "parts", "whole"
WAYS = (
    (PARTS, gettext_lazy("Texts and pictures")),
    (WHOLE, gettext_lazy("Whole slides, with their text")),
)

Slide = Mapping[str, Any]


@register_material
class PresentationKind(MaterialKind):
    """A PowerPoint presentation (.pptx)."""

    name = "presentation"
    label = gettext_lazy("PowerPoint presentation")

    def recognises(self, upload: Upload) -> bool:
        return "ppt/presentation.xml" in upload.members

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        if problems := office_problems(upload):
            return FilePlan(problems=problems)
        result = upload.read_confined("presentation")
        if problem := _problem(upload, result):
            return FilePlan(problems=[problem])
        slides = list(enumerate(result["slides"], start=1))
        parts = _plan_of_parts(upload, slides, result["title"])
        hindrance = _hindrance(upload)
        if hindrance or parts.problems:
            return replace(parts, notices=[*parts.notices, *([hindrance] if hindrance else [])])
        choice = Choice(SHOWN_AS, _("How the slides are shown"), [(key, str(label)) for key, label in WAYS])
        if upload.chosen.get(SHOWN_AS) != WHOLE:
            return replace(parts, choice=replace(choice, value=PARTS))
        return replace(plan_of_whole_slides(upload, slides, parts), choice=replace(choice, value=WHOLE))

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        if plan.otherwise is not None:
            yield from store_whole_slides(upload, plan, context)
            return
        members = {asset.key: str(asset.data["member"]) for asset in plan.assets}
        yield from store_members(upload, plan.assets, members, context)


def _hindrance(upload: Upload) -> str:
    """Return why slides can't become pictures of whole slides here, "" if they can."""
    if find_libreoffice() is None:
        return _("Pictures of whole slides need LibreOffice, which is not installed on the server.")
    if is_open_document(upload):
        sentence = _("“%(name)s” is more than a presentation, so it can't become pictures of whole slides.")
        return sentence % {"name": upload.name}
    if has_links(upload):
        sentence = _("“%(name)s” has links to other files, so it can't become pictures of whole slides.")
        return sentence % {"name": upload.name}
    return ""


def _plan_of_parts(upload: Upload, slides: Sequence[tuple[int, Slide]], title: str) -> FilePlan:
    """Return the plan of a step of texts, tables and pictures for each slide."""
    shown = [(number, slide) for number, slide in slides if not slide["hidden"] and not _is_empty(slide)]
    pictures = [(number, part) for number, slide in shown for part in slide["parts"] if "picture" in part]
    return FilePlan(
        steps=[_step(number, slide) for number, slide in shown],
        assets=list(_assets(upload, pictures)),
        problems=list(_picture_problems(upload, pictures)),
        notices=list(_notices(slides)),
        title=_title(title, [slide for _number, slide in shown]),
    )


def _problem(upload: Upload, result: Mapping[str, Any]) -> str:
    """Return why the presentation can't be used, "" if it can."""
    if not result:
        sentence = _("“%(name)s” can't be read. Open it in PowerPoint, save it anew as .pptx and try again.")
        return sentence % {"name": upload.name}
    if result["count"] > MAX_SLIDES:
        sentence = _("“%(name)s” has %(count)s slides; the most is %(most)s. Divide it.")
        return sentence % {"name": upload.name, "count": result["count"], "most": MAX_SLIDES}
    if not any(not slide["hidden"] and not _is_empty(slide) for slide in result["slides"]):
        return _("“%(name)s” has no slides with text or pictures.") % {"name": upload.name}
    return ""


def _title(stated: str, slides: Sequence[Slide]) -> str:
    """Return the title that the author gave the file, not the program's own, or that of the first slide."""
    if stated and not stated.casefold().startswith("powerpoint"):
        return stated
    return next((str(slide["title"]) for slide in slides if slide["title"]), "")


def _is_empty(slide: Slide) -> bool:
    return not (slide["title"] or slide["parts"] or slide["notes"])


def _step(number: int, slide: Slide) -> PlannedStep:
    title = slide["title"] or _("Slide %(number)s") % {"number": number}
    blocks = [block for part in slide["parts"] for block in _blocks(part)]
    if slide["notes"]:
        blocks.append(notes_block(slide["notes"]))
    return step_of_blocks(title, blocks or [text_block(f"<p>{escape(title)}</p>")])


def _blocks(part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "paragraphs" in part:
        yield text_block(_html(part["paragraphs"]))
    elif "table" in part:
        yield table_block([[escape(cell) for cell in row] for row in part["table"]])
    else:
        is_decorative = bool(part["decorative"])
        yield picture_block(
            _key(part),
            alternative="" if is_decorative else _alternative(part["alt"]),
            is_decorative=is_decorative,
        )


def _alternative(text: str) -> str:
    """Return the alternative that the author wrote, "" for one that PowerPoint wrote by itself."""
    return "" if any(sign in text.casefold() for sign in GENERATED) else text


def _html(paragraphs: Sequence[Mapping[str, Any]]) -> str:
    """Return paragraphs and lists; a deeper level is a list in the item before it."""
    html = ""
    for kind, group in groupby(paragraphs, key=lambda paragraph: str(paragraph["list"])):
        items = list(group)
        html += _list(kind, items) if kind else "".join(f"<p>{_runs(item)}</p>" for item in items)
    return html


def _list(kind: str, items: Sequence[Mapping[str, Any]]) -> str:
    html, depth = "", 0
    lowest = min(item["level"] for item in items)
    for item in items:
        level = min(item["level"] - lowest + 1, depth + 1)
        if level > depth:
            html += f"<{kind}>"
        else:
            html += f"</li></{kind}>" * (depth - level) + "</li>"
        html, depth = f"{html}<li>{_runs(item)}", level
    return html + f"</li></{kind}>" * depth


def _runs(paragraph: Mapping[str, Any]) -> str:
    return "".join(_run(*run) for run in paragraph["runs"]).strip()


def _run(text: str, is_bold: bool, is_italic: bool) -> str:
    html = str(escape("".join(letter for letter in text if letter.isprintable())))
    html = f"<i>{html}</i>" if is_italic and html.strip() else html
    return f"<b>{html}</b>" if is_bold and html.strip() else html


def _key(picture: Mapping[str, Any]) -> str:
    crop = ",".join(f"{side:.4f}" for side in picture["crop"])
    return f"{picture['picture']}:{crop}"


def _assets(upload: Upload, pictures: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Asset]:
    """Yield each picture once, with the number of the first slide that has it in its title."""
    seen: set[str] = set()
    for number, part in pictures:
        if (key := _key(part)) not in seen:
            seen.add(key)
            data = {"member": part["picture"], "crop": part["crop"]}
            yield Asset(key, f"{upload.stem} {number}", data)


def _picture_problems(upload: Upload, pictures: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[str]:
    for number, part in pictures:
        where = _("%(name)s, slide %(number)s") % {"name": upload.name, "number": number}
        if problem := picture_problem(where, int(part["width"]), int(part["height"])):
            yield problem


def _notices(slides: Sequence[tuple[int, Slide]], names_of: Sequence[str] = tuple(LEFT_OUT)) -> Iterator[str]:
    for number, slide in slides:
        left_out = [name for name in dict.fromkeys(slide["left_out"]) if name in names_of]
        if left_out and not slide["hidden"]:
            names = ", ".join(str(LEFT_OUT[name]) for name in left_out)
            sentence = _("Slide %(number)s shows %(what)s, which is not taken in. Add it in the editor.")
            yield sentence % {"number": number, "what": names}
    if hidden := sum(1 for _number, slide in slides if slide["hidden"]):
        sentence = ngettext(
            "%(count)s hidden slide is left out.", "%(count)s hidden slides are left out.", hidden
        )
        yield sentence % {"count": hidden}


def plan_of_whole_slides(upload: Upload, slides: Sequence[tuple[int, Slide]], parts: FilePlan) -> FilePlan:
    """Return the plan of a picture of each slide with its text below, and `parts` if that is impossible."""
    shown = [(number, slide) for number, slide in slides if not slide["hidden"]]
    return FilePlan(
        steps=[_whole_step(page, number, slide) for page, (number, slide) in enumerate(shown)],
        assets=[Asset(str(page), f"{upload.stem} {number}") for page, (number, _slide) in enumerate(shown)],
        notices=list(_notices(slides, ["film"])),
        title=parts.title,
        otherwise=parts,
    )


def _whole_step(page: int, number: int, slide: Slide) -> PlannedStep:
    title = slide["title"] or _("Slide %(number)s") % {"number": number}
    texts = [block for part in slide["parts"] if "picture" not in part for block in _blocks(part)]
    notes = [notes_block(slide["notes"])] if slide["notes"] else []
    alternative, shows_more = _whole_alternative(slide)
    is_decorative = bool(texts) and not shows_more
    picture = picture_block(
        str(page), alternative="" if is_decorative else alternative, is_decorative=is_decorative
    )
    return step_of_blocks(title, [picture, *texts, *notes])


def _whole_alternative(slide: Slide) -> tuple[str, bool]:
    """Return the alternative of a whole slide, "" without one, and whether the slide shows more than text.

    The alternatives of its pictures say what it shows if each has one and nothing else is on the slide.
    """
    pictures = [part for part in slide["parts"] if "picture" in part and not part["decorative"]]
    shows_more = bool(pictures or slide["left_out"])
    alternatives = [_alternative(part["alt"]) for part in pictures]
    is_described = all(alternatives) and not slide["left_out"]
    return ". ".join(alternatives)[:LONGEST_ALTERNATIVE] if is_described else "", shows_more


def store_whole_slides(upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
    """Store the pictures of the slides. Raises PlanImpossible before the first one."""
    with upload.opened() as file, ExitStack() as stack:
        try:
            pdf = Upload(upload.name, stack.enter_context(slides_as_pdf(file)))
        except NotConverted as reason:
            raise PlanImpossible(_no_whole_slides(upload, str(reason))) from reason
        if pdf.read_confined("pdf_pages", "outline").get("count") != len(plan.assets):
            raise PlanImpossible(_no_whole_slides(upload, _("LibreOffice could not read it.")))
        yield from store_pages(pdf, plan.assets, context)


def _no_whole_slides(upload: Upload, reason: str) -> str:
    sentence = _(
        "“%(name)s” could not become pictures of whole slides, so its texts and pictures were taken in. "
        "%(reason)s"
    )
    return sentence % {"name": upload.name, "reason": reason}
