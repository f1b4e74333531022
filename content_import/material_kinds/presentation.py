"""PowerPoint presentations: a step for each slide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content_import.confined.presentation import MAX_SLIDES
from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    PlannedStep,
    register_material,
)
from content_import.material.upload import Upload
from content_import.material_kinds.office import office_problems, picture_problem, store_members
from content_import.material_kinds.values import (
    notes_block,
    picture_block,
    step_of_blocks,
    table_block,
    text_block,
)

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
        shown = [(number, slide) for number, slide in slides if not slide["hidden"] and not _is_empty(slide)]
        pictures = [(number, part) for number, slide in shown for part in slide["parts"] if "picture" in part]
        return FilePlan(
            steps=[_step(number, slide) for number, slide in shown],
            assets=list(_assets(upload, pictures)),
            problems=list(_picture_problems(upload, pictures)),
            notices=list(_notices(slides)),
            title=_title(result["title"], [slide for _number, slide in shown]),
        )

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        members = {asset.key: str(asset.data["member"]) for asset in plan.assets}
        yield from store_members(upload, plan.assets, members, context)


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


def _notices(slides: Sequence[tuple[int, Slide]]) -> Iterator[str]:
    for number, slide in slides:
        if slide["left_out"] and not slide["hidden"]:
            names = ", ".join(str(LEFT_OUT.get(name, name)) for name in dict.fromkeys(slide["left_out"]))
            sentence = _("Slide %(number)s shows %(what)s, which is not taken in. Add it in the editor.")
            yield sentence % {"number": number, "what": names}
    if hidden := sum(1 for _number, slide in slides if slide["hidden"]):
        sentence = ngettext(
            "%(count)s hidden slide is left out.", "%(count)s hidden slides are left out.", hidden
        )
        yield sentence % {"count": hidden}
