"""Grading of every kind of question, for generated questions and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.base import Item
from courses.questions.gap_text import plain
from courses.questions.kinds import QUESTION_KINDS, question_blocks
from tests.factories.steps.questions import (
    area,
    gap_text,
    hotspot,
    listed,
    match,
    multiple_choice,
    number,
    option,
    order,
    ranking,
    single_choice,
    true_false,
)

BLOCKS = dict(question_blocks())
Draw = Callable[[st.SearchStrategy[Any]], Any]

words = st.text(st.characters(exclude_characters="[]|", exclude_categories=["Cs"]), min_size=1, max_size=12)
answers = words.filter(plain)
texts = st.lists(words, min_size=3, max_size=8, unique_by=lambda word: word.strip().casefold())


def marked(draw: Draw, names: list[str], *, most: int | None = None) -> list[bool]:
    """Return which of several are right: at least one, at most `most`."""
    right = draw(st.sets(st.sampled_from(names), min_size=1, max_size=most))
    return [name in right for name in names]


@st.composite
def questions(draw: Draw, kind: str) -> dict[str, Any]:
    """Return a valid question of the kind, as the stream stores it."""
    names = draw(texts)
    if kind in {"single_choice", "multiple_choice"}:
        right = marked(draw, names, most=1 if kind == "single_choice" else None)
        options = listed(*(option(name, is_right=each) for name, each in zip(names, right, strict=True)))
        make = single_choice if kind == "single_choice" else multiple_choice
        return make(options=options, is_shuffled=draw(st.booleans()))
    if kind == "hotspot":
        right = marked(draw, names)
        areas = [area(name, 0, 10, is_right=each) for name, each in zip(names, right, strict=True)]
        return hotspot("Var?", *areas, image=None)
    if kind == "match":
        partners = draw(st.lists(words, min_size=len(names), max_size=len(names)))
        return match(pairs=tuple(zip(names, partners, strict=True)), others=tuple(draw(texts)))
    if kind == "gap_text":
        gaps = draw(st.lists(st.lists(answers, min_size=1, max_size=3), min_size=1, max_size=5))
        text = "".join(f"{name} [{'|'.join(gap)}]" for name, gap in zip(names * 5, gaps, strict=False))
        return gap_text(text, has_words=draw(st.booleans()), others=listed(*draw(texts)))
    if kind == "number":
        decimals = st.decimals(-9999, 9999, places=3)
        return number(answer=str(draw(decimals)), tolerance=str(abs(draw(decimals))))
    if kind == "true_false":
        return true_false(answer=draw(st.sampled_from(["true", "false"])))
    return (order if kind == "order" else ranking)("Ordna", *names)


@st.composite
def posted_forms(draw: Draw, question: Any, value: Any) -> dict[str, list[str]]:
    """Return fields as a page posts them, each filled with something that it offers."""
    if kind_has_fields := [item for item in question.items(value) if question.choices(value, "")]:
        choices = draw(st.permutations([choice.id for choice in question.choices(value, "")]))
        return {f"q-{item.id}": [choices[n % len(choices)]] for n, item in enumerate(kind_has_fields)}
    if question.interaction_type == "fill-in":
        return {f"q-{gap.id}": [draw(answers)] for gap in question.gaps(value)}
    if question.interaction_type == "numeric":
        return {"q": [str(draw(st.decimals(-9999, 9999, places=2)))]}
    offered = [item.id for item in question.items(value)] or ["true", "false"]
    return {"q": [draw(st.sampled_from(offered))]}


def sorted_ids(items: Iterable[Item]) -> list[str]:
    return sorted(item.id for item in items)


def posted(fields: dict[str, list[str]]) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, values in fields.items():
        form.setlist(name, values)
    return form


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS))
@given(data=st.data())
def test_right_pattern_is_read_back_and_has_score_1(kind: str, data: st.DataObject) -> None:
    question = BLOCKS[kind]
    value = question.to_python(data.draw(questions(kind))["value"])

    for pattern in question.patterns(value):
        response = pattern.split("[:]")[0]
        fields = question.entered(value, response, "q")
        chosen = question.read_response(value, posted(fields), "q")
        is_offered = chosen is not None  # a list of words has one word of each gap

        assert question.grade(value, response).score == 1
        assert chosen == response or (kind == "gap_text" and not is_offered and value["has_words"])


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS))
@given(data=st.data(), seed=st.text(max_size=5), other=st.text(max_size=5))
def test_order_in_which_it_is_shown_changes_no_grade(
    kind: str, data: st.DataObject, seed: str, other: str
) -> None:
    question = BLOCKS[kind]
    value = question.to_python(data.draw(questions(kind))["value"])
    response = question.read_response(value, posted(data.draw(posted_forms(question, value))), "q")
    if response is None:
        return

    before = question.grade(value, response)
    shown = [sorted_ids(question.shown_items(value, each, response)) for each in (seed, other)]
    offered = [sorted_ids(question.choices(value, each)) for each in (seed, other)]

    assert question.grade(value, response) == before
    assert 0 <= before.score <= 1
    assert (before.score == 1) == (before.is_right is not False)
    assert shown[0] == shown[1] == sorted_ids(question.items(value))
    assert offered[0] == offered[1]


@given(data=st.data(), seed=st.text(max_size=8))
def test_order_is_first_shown_in_an_order_that_is_not_right(data: st.DataObject, seed: str) -> None:
    question = BLOCKS["order"]
    value = question.to_python(data.draw(questions("order"))["value"])

    shown = question.shown_items(value, seed)

    assert shown != question.items(value)
    assert question.shown_items(value, seed) == shown


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS))
@given(data=st.data(), text=st.text(max_size=300))
def test_any_text_in_any_field_is_read_or_refused(kind: str, data: st.DataObject, text: str) -> None:
    question = BLOCKS[kind]
    value = question.to_python(data.draw(questions(kind))["value"])
    names = ["q", *(f"q-{item.id}" for item in question.items(value))]

    response = question.read_response(value, posted({name: [text, text] for name in names}), "q")

    if response is not None:
        fields = question.entered(value, response, "q")
        assert question.read_response(value, posted(fields), "q") == response
        assert not {"\x00", "\u202e"} & set(response)
        assert all(len(part) <= 250 for part in response.split("[,]"))
