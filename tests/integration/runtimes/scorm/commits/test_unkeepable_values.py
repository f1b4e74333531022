"""A value that no database can keep costs its own element alone: the rest of what was learned is saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.attempts.models import JournalEntry, ScoState
from lms.history.support.queries import sent
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from tests.factories.people import PersonFactory
from tests.factories.tracking import body, make_launch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

#: NUL, which PostgreSQL keeps nowhere, and halves of characters, as content packs its state into UTF-16
UNKEEPABLE = ["a\x00b", "\x00", "\ud83d", "b\udc00\ud800"]


def passed(data: str, **more: Any) -> bytes:
    core = {"lesson_status": "passed", "lesson_location": "7", "score": {"raw": "90"}}
    return body({"core": core, "suspend_data": data}, trigger="finish", **more)


@pytest.mark.parametrize("value", UNKEEPABLE)
def test_commit_with_a_value_that_cannot_be_kept_loses_that_element_alone(
    client: Client, value: str, django_assert_max_num_queries: Any
) -> None:
    launch = make_launch()
    send(client, launch, body({"suspend_data": "sida=3"}))
    with django_assert_max_num_queries(6):
        second = send(
            client, launch, body({"core": {"lesson_location": "6"}, "suspend_data": value}, sequence=2)
        )

    third = send(client, launch, passed(value, sequence=3))

    assert [answer.status_code for answer in (second, third)] == [200, 200]
    assert third.json()["ignored"] == ["suspend_data"]
    assert third.json()["module_is_done"]
    state = ScoState.objects.get()
    assert (state.cmi["suspend_data"], state.cmi["core"]["lesson_location"]) == ("sida=3", "7")
    assert Completion.objects.count() == 1


def test_commit_with_a_value_that_cannot_be_kept_is_journalled_as_it_came(client: Client) -> None:
    launch = make_launch()
    data = passed("\x00\ud800")

    send(client, launch, data)

    entry = JournalEntry.objects.select_related("launch__package_attempt__package").get()
    assert (entry.refusal, entry.payload.encode()) == ("", data)
    assert sent(entry).ignored == ("suspend_data",)
    assert rebuild_attempt(launch.attempt).differences == ()


def test_journal_page_shows_a_value_that_cannot_be_kept(client: Client) -> None:
    launch = make_launch()
    send(client, launch, passed("\x00\ud800"))
    send(client, launch, b'{"sco": "\\udfff"}')
    client.force_login(PersonFactory(is_superuser=True))

    entries = JournalEntry.objects.order_by("pk")

    pages = [client.get(reverse("support:commit", args=[entry.pk])) for entry in entries]

    assert [page.status_code for page in pages] == [200, 200]
    assert [text in page.content.decode() for text, page in zip(("ud800", "udfff"), pages, strict=True)] == [
        True,
        True,
    ]


def test_element_whose_name_cannot_be_kept_is_unknown(client: Client) -> None:
    answer = send(client, make_launch(), body({"\ud800": "x", "core": {"lesson_status": "passed"}})).json()

    assert (answer["ok"], answer["ignored"], answer["module_is_done"]) == (True, ["?"], True)


@pytest.mark.parametrize("field", ["sco", "session", "trigger", "launch"])
def test_commit_that_names_what_cannot_be_kept_is_refused(client: Client, field: str) -> None:
    for value in UNKEEPABLE:
        answer = send(client, make_launch(), json.dumps({**json.loads(body()), field: value}).encode())
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
