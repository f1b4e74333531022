"""Statements of answers to questions made on the site: the question and its options in the author's words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from courses.models import Package
from courses.questions.match import _partner
from lms.xapi.collecting import collect_all_again, collect_statements
from lms.xapi.models import Statement
from tests.factories.courses import make_module_page
from tests.factories.steps.questions import key, match, number, order, screen, single_choice, true_false
from tests.integration.runtimes.native.learner import Learner
from tests.servers.statement_rules import check_statement

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

PROMPT = "När rengör du händerna?"


def answered() -> list[dict[str, Any]]:
    """Return the statements of answers, each validated by the rules of the specification."""
    collect_statements()
    bodies = [statement.body for statement in Statement.objects.order_by("pk")]
    for body in bodies:
        check_statement(json.loads(json.dumps(body)))
    return [body for body in bodies if body["verb"]["id"].endswith("/answered")]


def test_answers_of_a_step_have_their_questions_in_words(settings: Any) -> None:
    collect_all_again()
    pairs = (("Sprit", "Ofta"), ("Handskar", "Ibland"))
    questions = (single_choice(), match("Para", pairs), order("Ordna", "A", "B", "C"), number(), true_false())
    learner = Learner.starts(make_module_page(slug="hygien", steps=[screen(*questions)]))
    learner.answers(PROMPT, key("Bara på morgonen"))
    learner.answers("Para", {key(item): _partner(partner).id for item, partner in pairs})
    learner.answers("Ordna", {key("A"): "1", key("B"): "2", key("C"): "3"})
    learner.answers("Hur många ml ger du?", "2,5")
    learner.answers("Handskar ersätter handsprit.", "false")

    statements = answered()
    definitions = [statement["object"]["definition"] for statement in statements]

    assert [definition["name"]["sv"] for definition in definitions] == [
        question["value"]["prompt"] for question in questions
    ]
    assert [definition["interactionType"] for definition in definitions] == [
        *("choice", "matching", "sequencing", "numeric", "true-false")
    ]
    assert definitions[0]["choices"] == [
        {"id": key(text), "description": {"sv": text}}
        for text in ("Före och efter varje patient", "Bara på morgonen")
    ]
    assert [each["description"]["sv"] for each in definitions[1]["source"]] == ["Sprit", "Handskar"]
    assert [each["description"]["sv"] for each in definitions[1]["target"]] == ["Ofta", "Ibland", "Aldrig"]
    assert [each["description"]["sv"] for each in definitions[2]["choices"]] == ["A", "B", "C"]
    assert [statement["result"]["success"] for statement in statements] == [False, True, True, True, True]
    lineage = Package.objects.get().lineage
    assert statements[0]["object"]["id"] == (
        f"{settings.SITE_ORIGIN}/xapi/packages/{lineage}/step/questions/{key(PROMPT)}"
    )


def test_tries_at_a_question_are_a_statement_each() -> None:
    collect_all_again()
    learner = Learner.starts(make_module_page(slug="hygien", steps=[screen(single_choice(), true_false())]))
    for text in ("Bara på morgonen", "Före och efter varje patient", "Bara på morgonen"):
        learner.answers(PROMPT, key(text))

    assert [statement["result"]["success"] for statement in answered()] == [False, True, False]
