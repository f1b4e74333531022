"""Plans of imports: which questions of a file are new to a bank, and which have changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content_import.questions.formats.values import FoundQuestion, LeftOut, QuestionFile
from courses.api import QuestionBank, Wording, question_blocks, without_block_keys


def without_known(file: QuestionFile, bank: QuestionBank | None) -> QuestionFile:
    """Return the file without the questions that the bank has, or that the file has twice."""
    known = set(_digests(bank.raw_questions)) if bank else set()
    new: list[FoundQuestion] = []
    twice: list[LeftOut] = []
    for question in file.questions:
        (digest,) = _digests([{"type": question.kind, "value": question.values}])
        if digest in known:
            twice.append(LeftOut(question.where, _("The bank has this question already, or the file twice.")))
        else:
            new.append(question)
        known.add(digest)
    return QuestionFile(tuple(new), (*file.left_out, *twice))


def _digests(raw: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    blocks = dict(question_blocks())
    for question in raw:
        block = blocks[question["type"]]
        yield Wording.of(block, block.to_python(question["value"])).digest


def unchanged_ids(imported: Iterable[Mapping[str, Any]], bank: QuestionBank) -> list[str]:
    """Return the ids of the imported questions that are in the bank as they were imported."""
    now = {question["id"]: _comparable(question) for question in bank.raw_questions}
    return [question["id"] for question in imported if now.get(question["id"]) == _comparable(question)]


def _comparable(question: Mapping[str, Any]) -> Any:
    """Return a question in the form in which the editor saves it."""
    block = dict(question_blocks())[question["type"]]
    values = block.get_prep_value(block.to_python(question["value"]))
    return _with_line_breaks(without_block_keys(values))


def _with_line_breaks(stored: Any) -> Any:
    """Return stored values with the line breaks of Unix; those of forms are of two characters."""
    if isinstance(stored, str):
        return stored.replace("\r\n", "\n")
    if isinstance(stored, Mapping):
        return {name: _with_line_breaks(value) for name, value in stored.items() if name != "id"}
    return [_with_line_breaks(value) for value in stored] if isinstance(stored, list) else stored
