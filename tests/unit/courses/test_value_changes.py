"""What has changed within a step, in words: settings, questions, their order and their texts."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.html import strip_tags

from courses.editing.value_changes import changed_details, changed_texts
from courses.modules.version_changes import compare_steps, summary_of
from courses.steps.stored import StoredStep, read_stream
from tests.factories.steps.questions import check, key, number, single_choice, true_false

MORNING = "Bara på morgonen"


def stored(*questions: dict[str, Any], **values: Any) -> StoredStep:
    kind, value = check(*questions, **values)
    return read_stream([{"type": kind, "value": value, "id": key("prov")}])[0]


def words(before: StoredStep, after: StoredStep) -> tuple[list[str], list[str]]:
    with translation.override("sv"):
        texts = [strip_tags(text) for text in changed_texts(before.values, after)]
        return list(changed_details(before.values, after)), texts


def test_settings_and_questions_are_named_in_words() -> None:
    before = stored(single_choice(), true_false())
    after = stored(number(), single_choice(), pass_percent=90, tries=2)

    details, texts = words(before, after)

    assert details == [
        "Ny: Tal, till exempel en dos ”Hur många ml ger du?”.",
        "Borttagen: Sant eller falskt ”Handskar ersätter handsprit.”.",
        "Gräns för godkänt, i procent: 90 (förut: 80)",
        "Antal försök: 2 (förut: –)",
    ]
    assert texts == []


def test_order_right_answer_and_words_of_questions_are_kept_apart() -> None:
    changed = single_choice()
    changed["value"]["options"][1]["value"]["is_right"] = True
    reworded = true_false()
    reworded["value"]["prompt"] = "Handskar ersätter aldrig handsprit."
    before = stored(single_choice(), true_false())
    after = stored({**reworded, "id": key("Handskar ersätter handsprit.")}, changed)

    details, texts = words(before, after)

    assert details == ["Ordningen har ändrats."]
    assert "Handskar ersätter aldrig handsprit." in texts[0]
    assert texts[1] == "Fråga med ett rätt svar: Inställningar eller rätta svar."


def test_summary_counts_steps_by_what_became_of_them() -> None:
    def step(title: str, words: str = "Ord") -> dict[str, Any]:
        return {"type": "text", "id": key(title), "value": {"title": title, "body": f"<p>{words}</p>"}}

    before = read_stream([step("A"), step("B"), step("C")])
    after = read_stream([step("Ny"), step("B", "Andra ord"), step("A")])

    with translation.override("sv"):
        assert summary_of(compare_steps(before, after)) == "1 nytt steg, 1 ändrat, 2 flyttade, 1 borttaget."
        assert summary_of(compare_steps(before, before)) == ""


def test_empty_values_that_the_editor_stores_are_no_change() -> None:
    bare = single_choice()
    del bare["value"]["explanation"]
    del bare["value"]["options"][0]["value"]["feedback"]
    emptied = single_choice(explanation="")
    before, after = stored(bare), stored(emptied, tries="", introduction=None)
    text = {"type": "text", "id": key("A"), "value": {"title": "A", "body": "<p>Ord</p>"}}
    saved = {**text, "value": {**text["value"], "plain": "", "body": '<p data-block-key="1a2b3">Ord</p>'}}

    assert words(before, after) == ([], [])
    assert compare_steps(read_stream([text]), read_stream([saved])) == ()
    assert words(stored(pass_percent=None), stored(pass_percent=0))[0] == [
        "Gräns för godkänt, i procent: 0 (förut: –)"
    ]
