"""The templates of new modules: steps in a proven order, with texts that say what to write in each place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.content.texts import BoxKind
from courses.modules.frozen_content import RawSteps
from courses.steps.check import PASS_PERCENT, CheckStep
from courses.steps.conversation import ConversationStep
from courses.steps.film import FilmStep
from courses.steps.placeholders import placeholder
from courses.steps.screen import ScreenStep


@dataclass(frozen=True)
class ModuleTemplate:
    """A template of new modules. Its texts are made in the active language."""

    key: str
    name: str | Promise
    description: str | Promise
    minutes: int
    make_steps: Callable[[], RawSteps]

    @property
    def picture(self) -> str:
        """The static file of its drawing."""
        return f"admin/new_module/{self.key}.svg"


def make_introduction() -> str:
    return placeholder(_("Two or three sentences: what it is about, and why it helps at work."))


def make_aims() -> str:
    return _paragraph(_("What one can do afterwards. For example: You can turn a person in bed safely."))


def _short_course() -> RawSteps:
    return [
        _screen(
            _("Why it matters"),
            _text(_("Begin with something that happens at work. Who is concerned, and what can go wrong?")),
            _child("picture", {"image": None, "caption": ""}),
        ),
        _screen(
            _("How to do it"),
            _text(_("Describe it in the order in which it is done. Short sentences, one thing in each.")),
        ),
        _step(
            FilmStep.kind,
            _("See how it is done"),
            film=None,
            captions=None,
            summary=_paragraph(_("What the film shows and says, for those who cannot see or hear it.")),
        ),
        _check(
            _("Check yourself"),
            _single_choice(_("Describe a situation and ask what one does first.")),
            _true_false(_("Write a statement that is true."), is_true=True),
            _true_false(_("Write something that many believe and that is not true."), is_true=False),
        ),
    ]


def _routine() -> RawSteps:
    return [
        _screen(
            _("When the routine applies"),
            _text(_("When is it used, by whom, and what is it to prevent?")),
            _box(BoxKind.WARNING, _("What must never be forgotten or done in another way.")),
        ),
        _screen(
            _("Step by step"),
            _checklist(
                _("The first thing one does."),
                _("The next thing."),
                _("The last thing, such as what is documented and where."),
            ),
            _box(BoxKind.TIP, _("Whom to call when something does not go as planned.")),
        ),
        _check(
            _("Do you know the routine?"),
            _order(
                _("In which order is it done?"),
                _("What is done first"),
                _("What is done then"),
                _("What is done last"),
            ),
            _single_choice(_("Ask about what most often goes wrong.")),
        ),
    ]


def _case() -> RawSteps:
    return [
        _screen(
            _("The situation"),
            _text(_("Describe a person who does not exist, the place, and what has just happened.")),
            _quote(_("What the person says, in their own words.")),
        ),
        _step(
            ConversationStep.kind,
            _("What do you do?"),
            introduction="",
            scenes=[
                _scene(_("The beginning"), _("What you see and hear when you arrive."), _("Afterwards")),
                _scene(_("Afterwards"), _("What happens because of what you did."), ""),
            ],
            pass_percent=0,
        ),
        _screen(
            _("To take with you"),
            _box(BoxKind.FACT, _("What the case shows, and what to think of the next time.")),
            _single_choice(_("Ask about something that the case has shown.")),
        ),
    ]


MODULE_TEMPLATES = (
    ModuleTemplate(
        "short_course",
        gettext_lazy("Short course"),
        gettext_lazy("Why it matters, how to do it, a film, and three questions at the end."),
        10,
        _short_course,
    ),
    ModuleTemplate(
        "routine",
        gettext_lazy("Routine with a check"),
        gettext_lazy("When the routine applies, a checklist step by step, and questions about the order."),
        8,
        _routine,
    ),
    ModuleTemplate(
        "case",
        gettext_lazy("Case"),
        gettext_lazy("A situation, a conversation in which a choice decides what happens, and a conclusion."),
        10,
        _case,
    ),
    ModuleTemplate(
        "empty",
        gettext_lazy("Empty"),
        gettext_lazy("Begin without steps and add your own."),
        10,
        list,
    ),
)


def _step(kind: str, title: str, **values: Any) -> dict[str, Any]:
    return _child(kind, {"title": title, **values})


def _screen(title: str, *content: dict[str, Any]) -> dict[str, Any]:
    return _step(ScreenStep.kind, title, content=list(content))


def _check(title: str, *questions: dict[str, Any]) -> dict[str, Any]:
    rules = {"introduction": "", "drawn": None, "pass_percent": PASS_PERCENT, "tries": None}
    return _step(CheckStep.kind, title, items=list(questions), **rules)


def _child(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _list(*values: Any) -> list[dict[str, Any]]:
    return [_child("item", value) for value in values]


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", placeholder(text))


def _text(text: str) -> dict[str, Any]:
    return _child("text", _paragraph(text))


def _box(kind: BoxKind, text: str) -> dict[str, Any]:
    return _child("box", {"kind": kind.value, "heading": "", "text": _paragraph(text)})


def _quote(text: str) -> dict[str, Any]:
    return _child("quote", {"text": placeholder(text), "source": ""})


def _checklist(*points: str) -> dict[str, Any]:
    return _child("checklist", {"heading": "", "points": _list(*map(placeholder, points))})


def _question(kind: str, prompt: str, **values: Any) -> dict[str, Any]:
    return _child(kind, {"prompt": placeholder(prompt), "explanation": "", **values})


def _single_choice(prompt: str) -> dict[str, Any]:
    options = [
        {"text": placeholder(_("The right answer")), "is_right": True, "feedback": ""},
        {"text": placeholder(_("A wrong answer that many choose")), "is_right": False, "feedback": ""},
    ]
    return _question("single_choice", prompt, options=_list(*options), is_shuffled=True)


def _true_false(prompt: str, *, is_true: bool) -> dict[str, Any]:
    return _question("true_false", prompt, answer="true" if is_true else "false", feedback="")


def _order(prompt: str, *entries: str) -> dict[str, Any]:
    question = _question("order", prompt, entries=_list(*({"text": placeholder(each)} for each in entries)))
    question["value"] |= {"prompt": prompt, "feedback": ""}  # needs no other words
    return question


def _scene(name: str, prompt: str, leads_to: str) -> dict[str, Any]:
    choices = [
        {"text": placeholder(_("Something good to say or do")), "points": 2},
        {"text": placeholder(_("Something that is easily said or done, and less good")), "points": 0},
    ]
    rest = {"consequence": "", "leads_to": leads_to}
    return _question(
        "scene", prompt, name=name, picture=None, choices=_list(*({**c, **rest} for c in choices))
    )
