"""Checks of converted questions by the blocks that the editor checks questions with."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue

from content_import.questions.formats.values import FoundQuestion, LeftOut, QuestionFile
from courses.api import QuestionBlock, question_blocks


def checked(file: QuestionFile) -> QuestionFile:
    """Return the file without the questions that the editor would refuse, which are left out with reasons."""
    blocks = dict(question_blocks())
    questions: list[FoundQuestion] = []
    refused: list[LeftOut] = []
    for question in file.questions:
        reasons = list(_problems(blocks[question.kind], question))
        if reasons:
            refused.append(LeftOut(question.where, " ".join(reasons)))
        else:
            questions.append(question)
    return QuestionFile(tuple(questions), (*file.left_out, *refused))


def _problems(block: QuestionBlock, question: FoundQuestion) -> Iterator[str]:
    value: StructValue = block.to_python(question.values)
    try:
        block.clean(value)
    except StructBlockValidationError as error:
        for name, found in error.block_errors.items():
            label = block.child_blocks[name].label
            sentences = dict.fromkeys(_sentences(found))
            yield _("%(field)s: %(problem)s") % {"field": label, "problem": " ".join(sentences)}


def _sentences(error: ValidationError) -> Iterator[str]:
    """Yield the sentences of a block's error and of those inside it."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from error.messages
        return
    yield from map(str, getattr(error, "non_block_errors", ()))
    for each in inner.values():
        yield from _sentences(each)
