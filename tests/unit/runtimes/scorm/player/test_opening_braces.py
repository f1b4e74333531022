"""Texts that begin with a brace, such as JSON: set, read, saved and given back (SCORM 2004 RTE 4.1.1.2)."""

from __future__ import annotations

import pytest

from tests.unit.runtimes.scorm.player.test_swedish_identifiers import save, stored

TEXTS = [
    "{",
    "{}",
    '{"steg": 3, "svar": ["å", "ä"]}',
    "{Åsa} {Örjan}",
    "{\nflera rader\n}",
    "{lang=sv}{Hej",
    '{lang=sv-SE}{"å": 1}',
    "{langsamt} går det",
]
PATTERNS = ["a, b", "3,5", "{a, b}", "äpple, päron[,]plommon, fikon", "{lang=sv}ja, tack"]
NO_TEXTS = ["{lang=svenska språket}Hej", "{lang=}Hej"]


def elements(text: str, kind: str = "fill-in") -> dict[str, str]:
    return {
        "cmi.suspend_data": text,
        "cmi.location": text,
        "cmi.comments_from_learner.0.comment": text,
        "cmi.objectives.0.id": "mal",
        "cmi.objectives.0.description": text,
        "cmi.interactions.0.id": "fraga",
        "cmi.interactions.0.type": kind,
        "cmi.interactions.0.description": text,
        "cmi.interactions.0.learner_response": text,
        "cmi.interactions.0.correct_responses.0.pattern": text,
    }


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", ["fill-in", "long-fill-in"])
def test_text_that_begins_with_a_brace_is_set_saved_and_given_back(text: str, kind: str) -> None:
    values = elements(text, kind)

    saved = save("scorm_2004", values)

    assert [(element, answer, error) for element, answer, error in saved["answers"] if answer != "true"] == []
    kept = stored("scorm_2004", saved)
    assert {element: kept.get(element) for element in values} == values
    again = save("scorm_2004", {"cmi.location": "2"}, seed=kept)
    assert again["cmi"]["interactions"]["0"]["learner_response"] == text
    assert again["cmi"]["comments_from_learner"]["0"]["comment"] == text


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_of_a_fill_in_may_have_commas(pattern: str) -> None:
    values = {
        "cmi.interactions.0.id": "fraga",
        "cmi.interactions.0.type": "fill-in",
        "cmi.interactions.0.correct_responses.0.pattern": pattern,
    }

    saved = save("scorm_2004", values)

    assert [answer for _, answer, _ in saved["answers"]] == ["true"] * 3
    assert stored("scorm_2004", saved)["cmi.interactions.0.correct_responses.0.pattern"] == pattern


@pytest.mark.parametrize("kind", ["choice", "performance", "sequencing", "matching", "likert", "numeric"])
def test_description_of_every_interaction_may_begin_with_a_brace(kind: str) -> None:
    values = {
        "cmi.interactions.0.id": "fraga",
        "cmi.interactions.0.type": kind,
        "cmi.interactions.0.description": "{Välj} å eller ä",
    }

    saved = save("scorm_2004", values)

    assert [answer for _, answer, _ in saved["answers"]] == ["true"] * 3
    assert stored("scorm_2004", saved)["cmi.interactions.0.description"] == "{Välj} å eller ä"


@pytest.mark.parametrize("text", NO_TEXTS)
def test_text_with_a_language_that_is_none_is_still_refused(text: str) -> None:
    [[_, answer, error]] = save("scorm_2004", {"cmi.comments_from_learner.0.comment": text})["answers"]

    assert (answer, error) == ("false", "406")


@pytest.mark.parametrize("text", TEXTS)
def test_text_that_begins_with_a_brace_is_taken_in_scorm_12(text: str) -> None:
    values = {"cmi.suspend_data": text, "cmi.core.lesson_location": text, "cmi.comments": text}

    saved = save("scorm_12", values)

    assert [answer for _, answer, _ in saved["answers"]] == ["true"] * 3
