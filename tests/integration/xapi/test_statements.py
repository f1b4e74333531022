"""Statements of the work of a learner: once each, in order, as specified."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.attempts.models import Cursor, Launch
from lms.records.models import Completion
from lms.runtimes.scorm.replay.moves import move_attempt
from lms.xapi.collecting import collect_all_again, collect_statements
from lms.xapi.models import Statement, StatementState
from lms.xapi.statements.statements import duration
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.records import make_completion
from tests.factories.tracking import (
    CMI_12,
    body,
    make_launch,
    make_module,
    publish_again,
    relaunch,
    send,
)
from tests.servers.statement_rules import check_statement

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture(autouse=True)
def from_the_beginning() -> None:
    collect_all_again()


def statements() -> list[dict[str, Any]]:
    """Return all statements, each validated by the rules of the specification."""
    collect_statements()
    statements = [statement.body for statement in Statement.objects.order_by("pk")]
    for statement in statements:
        check_statement(json.loads(json.dumps(statement)))
    return statements


def verbs() -> list[str]:
    return [statement["verb"]["id"].rpartition("/")[2] for statement in statements()]


def cmi_12(status: str, *interactions: dict[str, Any], raw: str = "") -> dict[str, Any]:
    core = {**CMI_12["core"], "lesson_status": status, "session_time": "00:03:20"}
    score = {"score": {"raw": raw, "min": "0", "max": "100"}} if raw else {}
    members = {str(index): member for index, member in enumerate(interactions)}
    return {"core": core | score, "interactions": members}


CHOICE = {
    "id": "Vad gör du?",
    "type": "choice",
    "student_response": "{a,c}",
    "result": "wrong",
    "correct_responses": {"0": {"pattern": "a,b"}},
    "latency": "00:00:12.50",
}


def test_work_comes_in_its_order(client: Client) -> None:
    launch = make_launch(person=PersonFactory(first_name="Amina", username="amina.exempel"))
    send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=1))
    send(client, launch, body(cmi_12("passed", CHOICE, raw="85"), sequence=2, trigger="finish"))

    assert verbs() == ["initialized", "answered", "passed", "completed", "terminated", "completed"]
    assert "amina" not in json.dumps(statements()).lower()


def test_answer_is_written_as_the_specification_says(client: Client, settings: Any) -> None:
    launch = make_launch(make_package(title="Handhygien"))
    send(client, launch, body(cmi_12("incomplete", CHOICE)))

    statement = statements()[1]

    assert statement["object"]["definition"] == {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "name": {"sv": "Vad gör du?"},
        "interactionType": "choice",
        "correctResponsesPattern": ["a[,]b"],
    }
    assert statement["object"]["id"].endswith("/del-1/questions/Vad%20g%C3%B6r%20du%3F")
    assert statement["object"]["id"].startswith(settings.SITE_ORIGIN)
    assert statement["result"] == {"success": False, "response": "a[,]c", "duration": "PT12.5S"}
    assert statement["context"]["registration"] == str(launch.attempt_id)
    assert statement["context"]["contextActivities"]["parent"][0]["id"].endswith("/del-1")
    account = statement["actor"]["account"]
    assert account["homePage"] == settings.SITE_ORIGIN
    assert account["name"] not in (str(launch.attempt.person_id), launch.attempt.person.username)


def test_score_is_scaled_and_within_its_range(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi_12("passed", raw="85")))
    statement = next(one for one in statements() if one["verb"]["id"].endswith("/passed"))

    assert statement["result"] == {
        "success": True,
        "score": {"scaled": 0.85, "raw": 85.0, "min": 0.0, "max": 100.0},
    }


def test_score_out_of_its_range_is_left_out(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi_12("failed", raw="250")))

    statement = next(one for one in statements() if one["verb"]["id"].endswith("/failed"))

    assert statement["result"]["score"] == {"scaled": 1.0}


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.0, "PT0S"), (0.5, "PT0.5S"), (600.0, "PT600S"), (12_345.67, "PT12345.67S"), (1e5, "PT100000S")],
)
def test_duration_is_exact_to_the_hundredth_however_long(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_commit_sent_again_in_full_has_statements_of_changes_only(client: Client) -> None:
    launch = make_launch()
    second = {**CHOICE, "student_response": "a,b", "result": "correct"}
    send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=1))
    assert len(statements()) == 2
    send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=2))
    assert len(statements()) == 2
    send(client, launch, body(cmi_12("incomplete", CHOICE, second), sequence=3))
    send(client, launch, body(cmi_12("incomplete", second, second), sequence=4))

    responses = [one["result"]["response"] for one in statements() if "response" in one.get("result", {})]
    assert responses == ["a[,]c", "a[,]b", "a[,]b"]


def test_half_written_answer_saved_along_the_way_has_no_statement(client: Client) -> None:
    launch = make_launch()
    half = {key: value for key, value in CHOICE.items() if key != "result"}
    send(client, launch, body(cmi_12("incomplete", half), sequence=1, trigger="auto"))
    assert verbs() == ["initialized"]

    send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=2))
    assert verbs() == ["initialized", "answered"]


def test_everything_when_derived_from_the_beginning_again_is_the_same(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi_12("passed", CHOICE, raw="85"), sequence=1, trigger="finish"))
    before = statements()

    collect_all_again()

    assert statements() == before
    assert len(before) == 6


def test_module_without_packages_when_completed_has_a_statement() -> None:
    version = make_module("Läs det här", title="Läsning")
    completion = make_completion(PersonFactory(), version, score=0.9)

    (statement,) = statements()

    assert statement["object"]["id"].endswith(f"/xapi/modules/{version.module.slug}")
    assert statement["result"] == {"completion": True, "score": {"scaled": 0.9}}
    assert statement["context"]["registration"] == str(completion.attempt_uuid)
    assert Completion.objects.count() == 1


def test_2004_session_when_begun_anew_repeats_its_answers(client: Client) -> None:
    launch = make_launch(make_package(standard=SCORM_2004))
    answer = {"id": "q1", "type": "true-false", "learner_response": "true", "result": "correct"}
    cmi = {"completion_status": "incomplete", "interactions": {"0": answer}}
    send(client, launch, body(cmi, sequence=1, trigger="finish"))
    later = relaunch(launch.attempt)
    send(client, later, body({"completion_status": "incomplete"}, session=str(later.uuid), sequence=1))
    send(client, later, body(cmi, session=str(later.uuid), sequence=2))

    assert verbs() == ["initialized", "answered", "terminated", "initialized", "answered"]


@pytest.mark.parametrize("at_once", [False, True], ids=["as it happens", "all at once"])
def test_work_when_moved_to_a_new_version_is_reported_once(client: Client, at_once: bool) -> None:
    first = make_package([Sco("del-1"), Sco("del-2")])
    launch = make_launch(first)
    send(client, launch, body(cmi_12("passed", CHOICE)))
    for version in (2, 3):
        if not at_once:
            statements()
        newer = make_package([Sco("del-1"), Sco("del-2", title=f"Version {version}")], lineage=first.lineage)
        attempt = move_attempt(attempt=launch.attempt, to=publish_again(newer))
    again = relaunch(attempt)
    send(client, again, body(cmi_12("passed", CHOICE, CHOICE), session=str(again.uuid)))

    assert verbs() == ["initialized", "answered", "passed", "completed", "initialized", "answered"]


@pytest.mark.parametrize("allowed", [True, False])
def test_free_text_is_reported_only_if_a_setting_allows_it(
    client: Client, settings: Any, allowed: bool
) -> None:
    settings.XAPI_FREE_TEXT = allowed
    launch = make_launch(make_package(standard=SCORM_2004))
    written = {"id": "q1", "type": "long-fill-in", "learner_response": "Fråga Siv", "result": "neutral"}
    send(client, launch, body({"interactions": {"0": written}}))

    assert ("Fråga Siv" in json.dumps(statements(), ensure_ascii=False)) is allowed


def test_actor_by_user_name_where_a_setting_says_so(client: Client, settings: Any) -> None:
    settings.XAPI_ACTOR = "username"
    launch = make_launch(person=PersonFactory(username="amina"))
    send(client, launch, body())

    assert statements()[0]["actor"]["account"]["name"] == "amina"


def test_commits_of_two_people_keep_the_order_of_each(client: Client) -> None:
    package = make_package([Sco("del-1"), Sco("del-2")])
    launches = [make_launch(package), make_launch(package)]
    for sequence in range(1, 4):
        for launch in launches:
            send(client, launch, body(cmi_12("incomplete", *[CHOICE] * sequence), sequence=sequence))

    for launch in launches:
        mine = [one for one in statements() if one["context"]["registration"] == str(launch.attempt_id)]
        stamps = [one["timestamp"] for one in mine]
        assert stamps == sorted(stamps)
        assert len(mine) == 4


def test_commit_while_statements_are_sent_takes_as_many_queries(client: Client, settings: Any) -> None:
    launch = make_launch()
    send(client, launch, body(sequence=1))
    counted = []
    for sequence, endpoint in ((2, ""), (3, "https://lrs.example.se/xapi")):
        settings.XAPI_ENDPOINT = endpoint
        with CaptureQueriesContext(connection) as queries:
            send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=sequence))
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert not StatementState.objects.exists()


def test_first_run_when_switched_on_reports_what_comes_after_it(client: Client) -> None:
    Cursor.objects.all().delete()
    launch: Launch = make_launch()
    send(client, launch, body(sequence=1))
    assert statements() == []

    send(client, launch, body(cmi_12("incomplete", CHOICE), sequence=2))

    assert verbs() == ["initialized", "answered"]
