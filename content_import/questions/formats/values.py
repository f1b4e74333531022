"""Questions as files of other systems have them: the values of question blocks, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from content_import.exceptions import ContentImportError

#: more questions of one file than a person reviews
MAX_QUESTIONS = 2000
#: no text of a question that is shown here is half as long
MAX_TEXT = 20_000


@dataclass(frozen=True)
class FoundQuestion:
    """A question of a file that has a counterpart here. `values` are stored values of its kind's block."""

    #: its place in the file, such as a line or an identifier
    where: str
    kind: str
    values: dict[str, Any]
    #: what of it has no counterpart, as sentences
    notices: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        return str(self.values["prompt"])


@dataclass(frozen=True)
class LeftOut:
    """A question of a file that can't be converted, and why, as a sentence."""

    where: str
    reason: str


@dataclass(frozen=True)
class QuestionFile:
    """The questions of a file, and those that can't be converted; both in the file's order."""

    questions: tuple[FoundQuestion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class QuestionFileRefused(ContentImportError):
    """Raised for a file of which no question can be read, with the reason as a sentence."""


class Unconvertible(ContentImportError):
    """Raised for a question that has no counterpart, with the reason as a sentence."""


def without_counterpart(kind: str) -> Unconvertible:
    return Unconvertible(_("It is of the kind “%(kind)s”, which has no counterpart.") % {"kind": kind[:40]})


@dataclass
class Draft:
    """A question while its parts are read."""

    where: str
    notices: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)

    def finished(self, kind: str, **values: Any) -> FoundQuestion:
        return FoundQuestion(self.where, kind, values, tuple(self.notices))


@dataclass(frozen=True)
class Option:
    """An option. `share` is what it is worth: 1 for a right answer, less than 0 for one that costs points."""

    text: str
    share: float
    feedback: str = ""


class Collected:
    """The result of a file while it is read. Raises QuestionFileRefused beyond MAX_QUESTIONS."""

    def __init__(self) -> None:
        self.questions: list[FoundQuestion] = []
        self.left_out: list[LeftOut] = []

    def leave_out(self, where: str, reason: str) -> None:
        self.left_out.append(LeftOut(where, reason))
        self._check()

    def add(self, question: FoundQuestion) -> None:
        self.questions.append(question)
        self._check()

    def _check(self) -> None:
        if len(self.questions) + len(self.left_out) > MAX_QUESTIONS:
            raise QuestionFileRefused(
                _("The file has more than %(limit)s questions. Divide it into several files.")
                % {"limit": MAX_QUESTIONS}
            )

    def result(self) -> QuestionFile:
        return QuestionFile(tuple(self.questions), tuple(self.left_out))


def item(value: Any) -> dict[str, Any]:
    """Return a stored item of a list block."""
    return {"type": "item", "id": str(uuid4()), "value": value}


def choice(
    draft: Draft,
    prompt: str,
    options: Sequence[Option],
    *,
    is_single: bool,
    is_shuffled: bool = True,
    explanation: str = "",
) -> FoundQuestion:
    """Return a question with options. Of a question with one right answer the one worth most is right."""
    _require(options, 2)
    right = [option for option in options if option.share > 0]
    best = max((option.share for option in options), default=0)
    if is_single:
        right = [option for option in right if option.share == best]
    if len({option.share for option in options if option.share > 0} | {best}) > 1:
        draft.note(_("Its answers had different marks. Here the right ones count alike."))
    if not right:
        raise Unconvertible(_("No answer of it is right."))
    values = [
        item({"text": option.text, "is_right": option in right, "feedback": option.feedback})
        for option in options
    ]
    return draft.finished(
        "single_choice" if is_single and len(right) == 1 else "multiple_choice",
        prompt=prompt,
        options=values,
        is_shuffled=is_shuffled,
        explanation=explanation,
    )


def _require(listed: Sequence[object], number: int) -> None:
    if len(listed) < number:
        raise Unconvertible(_("It needs at least %(number)s answers.") % {"number": number})


def true_false(
    draft: Draft, prompt: str, *, is_true: bool, feedback: str = "", explanation: str = ""
) -> FoundQuestion:
    answer = "true" if is_true else "false"
    return draft.finished(
        "true_false", prompt=prompt, answer=answer, feedback=feedback, explanation=explanation
    )


def match(
    draft: Draft,
    prompt: str,
    pairs: Iterable[tuple[str, str]],
    others: Iterable[str] = (),
    *,
    feedback: str = "",
    explanation: str = "",
) -> FoundQuestion:
    listed = [item({"text": text, "partner": partner}) for text, partner in pairs]
    _require(listed, 2)
    return draft.finished(
        "match",
        prompt=prompt,
        pairs=listed,
        others=[item(text) for text in others],
        feedback=feedback,
        explanation=explanation,
    )


def order(
    draft: Draft, prompt: str, texts: Iterable[str], *, feedback: str = "", explanation: str = ""
) -> FoundQuestion:
    entries = [item({"text": text}) for text in texts]
    _require(entries, 3)
    return draft.finished("order", prompt=prompt, entries=entries, feedback=feedback, explanation=explanation)


def number(
    draft: Draft,
    prompt: str,
    answer: str,
    tolerance: str = "0",
    *,
    unit: str = "",
    feedback: str = "",
    explanation: str = "",
) -> FoundQuestion:
    return draft.finished(
        "number",
        prompt=prompt,
        answer=answer,
        tolerance=tolerance,
        unit=unit,
        feedback=feedback,
        explanation=explanation,
    )


#: the kind of a gap: the texts that are right in it, and the wrong ones to choose from
Gap = tuple[Sequence[str], Sequence[str]]


def gap_text(
    draft: Draft,
    prompt: str,
    parts: Sequence[str | Gap],
    *,
    feedback: str = "",
    explanation: str = "",
) -> FoundQuestion:
    """Return a text with gaps. A list of words is shown if there are wrong ones to choose from."""
    text = "".join(part if isinstance(part, str) else "" for part in parts)
    if "[" in text or "]" in text:
        draft.note(_("Square brackets in its text became round ones, since they mark gaps here."))
    gaps = [part for part in parts if not isinstance(part, str)]
    others = dict.fromkeys(word for _right, wrong in gaps for word in wrong)
    right = {word.casefold() for words, _wrong in gaps for word in words}
    return draft.finished(
        "gap_text",
        prompt=prompt,
        text="".join(_without_brackets(part) if isinstance(part, str) else _gap(part) for part in parts),
        has_words=bool(others),
        others=[item(word) for word in others if word.casefold() not in right],
        feedback=feedback,
        explanation=explanation,
    )


def full_answers(draft: Draft, answers: Sequence[tuple[str, float]]) -> list[str]:
    """Return the answers that are wholly right. A sign * stands for anything in Moodle."""
    if any(0 < share < 1 for _text, share in answers):
        draft.note(_("Answers that were right in part count as wrong here."))
    right = [text for text, share in answers if share >= 1]
    plain = [text for text in right if "*" not in text]
    if len(plain) < len(right):
        if not plain:
            raise Unconvertible(_("Its right answer has the sign * for any text, which has no counterpart."))
        draft.note(_("Right answers with the sign * for any text are left out."))
    return plain


def note_shared_list(draft: Draft, gaps: Sequence[Gap]) -> None:
    """Note that the gaps of a question have one list of words here, if they had their own."""
    if len(gaps) > 1 and any(wrong for _right, wrong in gaps):
        draft.note(_("Its gaps had a list of words each. Here they have one together."))


def _gap(gap: Gap) -> str:
    answers = [_without_brackets(answer) for answer in gap[0]]
    if not answers:
        raise Unconvertible(_("A gap of it has no right answer."))
    if any("|" in answer for answer in answers):
        raise Unconvertible(_("A right answer of it contains the sign |, which divides answers here."))
    return f"[{'|'.join(answers)}]"


def _without_brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
