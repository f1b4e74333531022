"""Commits are taken on the content host of their package alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from courses.models import Package
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.launches.actions import open_launch
from lms.attempts.models import JournalEntry, Launch, NavigationEntry, ScoState
from lms.runtimes.scorm.replay.moves import move_attempt
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.sequencing import Player, sequenced_package
from tests.factories.tracking import (
    body,
    content_host,
    make_launch,
    make_module,
    publish_again,
    relaunch,
    send,
    token_of,
)

pytestmark = pytest.mark.django_db


def post(client: Client, package: Package, launch: Launch, data: bytes, to: str = "commit") -> Any:
    path = f"/l/{token_of(launch)}/{to}"
    return client.post(path, data, content_type="text/plain", HTTP_HOST=content_host(package))


@pytest.mark.parametrize("data", [body(), b"[", b"x" * 2_097_153], ids=["sound", "malformed", "too large"])
def test_commit_on_another_packages_host_is_refused_and_not_journalled(client: Client, data: bytes) -> None:
    launch, other = make_launch(), make_package()

    answer = post(client, other, launch, data)

    assert (answer.status_code, answer.json()["code"]) == (403, "token")
    assert not JournalEntry.objects.exists()
    assert not ScoState.objects.exists()


def test_commit_on_the_shared_host_is_taken(client: Client, settings: Any) -> None:
    launch = make_launch()
    settings.CONTENT_ORIGIN = "http://content.testserver"

    path = f"/l/{token_of(launch)}/commit"
    answer = client.post(path, body(), content_type="text/plain", HTTP_HOST="content.testserver")

    assert answer.json()["ok"]


def test_navigation_on_another_packages_host_is_refused(client: Client) -> None:
    player, other = Player.of(sequenced_package(Sco("a"), Sco("b"))), make_package()
    count = NavigationEntry.objects.count()
    data = json.dumps({"request": "exitAll", "after": 1}).encode()

    answer = post(client, other, player.launch, data, to="navigate")

    assert (answer.status_code, answer.json()["code"]) == (403, "token")
    assert NavigationEntry.objects.count() == count


def test_commit_on_the_host_of_an_earlier_version_is_taken(client: Client) -> None:
    first = make_launch()
    old = first.package_attempt.package
    send(client, first, body())
    attempt = move_attempt(attempt=first.attempt, to=publish_again(make_package()))
    again = relaunch(attempt)

    left = post(client, old, again, body(sequence=2, launch=str(first.uuid)))
    page = client.get(f"/l/{token_of(again)}/unsent_commits", HTTP_HOST=content_host(old))

    assert left.json()["is_current"]
    assert page.status_code == 200


def test_unsent_commits_page_on_another_packages_host_is_refused(client: Client) -> None:
    launch, other = make_launch(), make_package()

    page = client.get(f"/l/{token_of(launch)}/unsent_commits", HTTP_HOST=content_host(other))

    assert page.status_code == 403


@pytest.mark.both_engines
def test_commit_that_names_a_launch_of_another_steps_package_is_refused(client: Client) -> None:
    person = PersonFactory()
    version = make_module(make_package([Sco("del-1")]), make_package([Sco("del-1")]))
    attempt = start_attempt(person=person, module_version=version, by=person)
    one, two = (open_launch(attempt=attempt, step_id=step["id"], by=person) for step in version.steps)

    passed = body({"core": {"lesson_status": "passed"}}, launch=str(one.uuid))
    answer = send(client, two, passed)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert not ScoState.objects.exists()
