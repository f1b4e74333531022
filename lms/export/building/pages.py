"""The pages of an export: the steps of a part as one HTML page, without anything of the site's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.templatetags.wagtailcore_tags import richtext

from courses.api import NativeStep, with_values, without_variables
from lms.export.building.files import SiteFiles
from lms.export.building.plan import ExportedStep, ExportPlan, Part

#: an element's start, in HTML that escapes < in texts and attributes
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r'\s(?P<name>href|src|poster|srcset)="(?P<value>[^"]*)"')
_OUTSIDE = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_CSRF = re.compile(r"<input[^<>]*csrfmiddlewaretoken[^<>]*>")


def part_page(plan: ExportPlan, part: Part, files: SiteFiles) -> str:
    """Return the page of a part; the files that it refers to are then in `files.used`."""
    language = plan.version.language
    context = {"language": language, "offline": True, "without_recordings": not files.with_recordings}
    rendered = [
        with_values(_CSRF.sub("", step.content.render(context)), plan.municipality_id, language)
        for step in part.steps
    ]
    files.refresh()
    page = render_to_string(
        "export/player.html",
        {
            "version": plan.version,
            "steps": [
                {"title": step.title, "html": _local(html, files)}
                for step, html in zip(part.steps, rendered, strict=True)
            ],
            "module": _data(plan, part, files),
            "has_next_part": part.number < len(plan.parts),
            "is_2004": plan.standard == "scorm_2004",
        },
    )
    return without_variables(page)


def _local(html: str, files: SiteFiles) -> SafeString:
    """Return our own HTML with addresses within the package; links to pages of the site lead nowhere."""

    def attribute(match: re.Match[str]) -> str:
        name, value = match["name"], unescape(match["value"])
        if name == "srcset":
            entries = [entry.strip().partition(" ") for entry in value.split(",")]
            found = [(files.use(url), width) for url, _space, width in entries]
            return (
                f' srcset="{escape(", ".join(f"{path} {width}".strip() for path, width in found if path))}"'
            )
        if path := files.use(value):
            return f' {name}="{escape(path)}"' + _new_tab(name, path)
        return f' {name}="{escape(value)}"{_new_tab(name, value)}' if _stays(name, value) else ""

    return mark_safe(_TAG.sub(lambda tag: _ADDRESS.sub(attribute, tag[0]), html))  # noqa: S308 - rendered templates


def _stays(name: str, value: str) -> bool:
    """Return whether an address is the same in the package: a link to elsewhere, or within the page."""
    return name == "href" and (value.startswith("#") or _OUTSIDE.match(value) is not None)


def _new_tab(name: str, value: str) -> str:
    """Return attributes with which a link doesn't replace the page in the platform's frame."""
    opens = name == "href" and not value.startswith(("#", "icons.svg"))
    return ' target="_blank" rel="noopener noreferrer"' if opens else ""


def _data(plan: ExportPlan, part: Part, files: SiteFiles) -> dict[str, Any]:
    """Return what the player's scripts read. It contains the right answers: nothing else could grade here."""
    questions: dict[str, Any] = {}
    for step in part.steps:
        questions.update(_questions(step, files))
    return {
        "standard": plan.standard,
        "steps": [{"title": step.title, "rules": step.rules} for step in part.steps],
        "questions": questions,
        "words": words(),
    }


def _questions(step: ExportedStep, files: SiteFiles) -> Iterator[tuple[str, Mapping[str, Any]]]:
    block = step.content.block
    if not isinstance(block, NativeStep):
        return
    for question in block.questions(step.content.value):
        if key := step.keys.get(question.id):
            explanation = question.block.explanation(question.value)
            yield (
                question.id,
                {
                    **key,
                    "type": question.block.interaction_type,
                    "prompt": str(question.value["prompt"]),
                    "patterns": list(question.block.patterns(question.value)),
                    "unreadable": str(question.block.unreadable),
                    "recommended": _texts(question.block.recommended(question.value)),
                    "explanation": _local(str(richtext(explanation)), files) if explanation else "",
                },
            )


def _texts(items: Sequence[Any]) -> list[str]:
    return [item.value["text"] for item in items]


def words() -> dict[str, str]:
    """Return the player's words in the active language."""
    return {
        "next": _("Next"),
        "goOn": _("Go on anyway"),
        "send": _("Send answer"),
        "tryAgain": _("Try again"),
        "answerAgain": _("Answer again"),
        "handIn": _("Hand in"),
        "sayIt": _("Say it"),
        "onceMore": _("Do it once more"),
        "otherWay": _("Try another way"),
        "saved": _("Thank you. Your answer is saved."),
        "right": _("Right!"),
        "wrong": _("Not quite right."),
        "parts": _("{right} of {total} are right."),
        "recommended": _("We recommend this order:"),
        "needed": _("Needed to pass: {needed} %"),
        "passed": _("You have passed."),
        "finished": _("Done. You can read what is right below."),
        "ended": _("The conversation has ended."),
        "noTries": _("There are no more tries."),
        "you": _("You:"),
        "score": _("Your result: {score} %"),
        "done": _("Done. Well done!"),
        "failed": _("Not passed yet"),
        "remains": _("Almost there"),
    }
