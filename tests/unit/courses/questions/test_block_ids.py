"""Ids of questions and their parts as an editor posts them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from courses.questions.block_ids import BLOCK_ID
from courses.questions.kinds import question_blocks
from courses.steps.types import step_type
from tests.factories.steps.questions import key

INVALID = ["[,]", "a[.]b", "å", " ", "x" * 4_000, "../../etc", f"{key('a')}\n", key("a").upper(), "\x00"]


def posted_children(prefix: str, *fields: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {f"{prefix}-count": str(len(fields))}
    for number, child in enumerate(fields):
        base = {"deleted": "", "order": str(number), **child}
        form |= {f"{prefix}-{number}-{name}": text for name, text in base.items()}
    return form


def item_ids(*posted: str) -> list[str]:
    block: Any = dict(question_blocks())["order"].child_blocks["entries"]
    form = posted_children("i", *({"id": each, "value-text": "Text"} for each in posted))
    return [child.id for child in block.value_from_datadict(form, {}, "i").bound_blocks]


def question_ids(*posted: str) -> list[str]:
    block: Any = step_type("screen").child_blocks["content"]
    values = {"prompt": "Sant?", "answer": "true", "feedback": "", "explanation": "null"}
    fields = {"type": "true_false"} | {f"value-{name}": text for name, text in values.items()}
    form = posted_children("s", *({"id": each, **fields} for each in posted))
    return [child.id for child in block.value_from_datadict(form, {}, "s")]


@pytest.mark.parametrize("read", [item_ids, question_ids])
@pytest.mark.parametrize("posted", INVALID)
def test_invalid_id_is_replaced_by_a_new_one(read: Any, posted: str) -> None:
    valid = str(uuid4())

    first, second = read(posted, valid)

    assert BLOCK_ID.fullmatch(first)
    assert second == valid != first != posted


@pytest.mark.parametrize("read", [item_ids, question_ids])
def test_id_of_an_earlier_child_is_replaced(read: Any) -> None:
    first, second, third = read(key("a"), key("a"), key("b"))

    assert (first, third) == (key("a"), key("b"))
    assert BLOCK_ID.fullmatch(second)
    assert second not in {first, third}
