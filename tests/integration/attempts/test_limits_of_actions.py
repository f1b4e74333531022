"""What a person stores besides commits: starting modules, opening packages and moving in them count too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.attempts.actions.attempts import start_attempt
from lms.attempts.budgets import PERSON_DAY_LIMIT, person_subject
from lms.attempts.models import Attempt, CommitUsage, Launch, NavigationEntry
from people.models import Person
from tests.factories.packages import Sco, make_package
from tests.factories.people import PersonFactory
from tests.factories.sequencing import Player, sequenced_package
from tests.factories.tracking import content_host, make_launch, make_module, token_of

pytestmark = pytest.mark.django_db

SENTENCE = "Så mycket har sparats i dag"


def use_the_day_up(person: Person) -> None:
    CommitUsage.objects.update_or_create(
        subject=person_subject(person.pk),
        defaults={"day": timezone.localdate(), "commits": PERSON_DAY_LIMIT.commits},
    )


def counted(person: Person) -> tuple[int, int]:
    """Return the commits and bytes that are counted for a person today."""
    usage = CommitUsage.objects.get(subject=person_subject(person.pk))
    return usage.commits, usage.bytes


def press(client: Client, launch: Launch, name: str) -> Any:
    attempt = launch.attempt
    if name in {"start", "again"}:
        return client.post(reverse(f"tracking:{name}", args=[attempt.module.slug]))
    return client.post(reverse("tracking:open", args=[attempt.uuid, launch.package_attempt.step_id]))


def choose(client: Client, launch: Launch, target: str) -> Any:
    after = launch.package_attempt.sequencing.navigations
    return client.post(
        f"/l/{token_of(launch)}/navigate",
        json.dumps({"request": "choice", "target": target, "after": after}),
        content_type="text/plain",
        HTTP_HOST=content_host(launch.package_attempt.package),
    )


def test_start_opening_and_new_start_count_one_each(client: Client) -> None:
    launch = make_launch()
    person = launch.attempt.person
    client.force_login(person)

    assert counted(person) == (2, 0)
    press(client, launch, "open")
    assert counted(person) == (3, 0)
    press(client, launch, "again")
    assert counted(person) == (4, 0)


def test_going_on_with_a_started_module_counts_nothing(client: Client) -> None:
    launch = make_launch()
    client.force_login(launch.attempt.person)

    press(client, launch, "start")

    assert counted(launch.attempt.person) == (2, 0)


def test_navigation_counts_with_the_bytes_of_its_target(client: Client) -> None:
    launch = Player.of(sequenced_package(Sco("a"), Sco("b"))).launch

    assert choose(client, launch, "b").json()["delivered"] == "b"

    assert counted(launch.attempt.person) == (3, 1)


def test_navigation_beyond_the_days_limit_changes_nothing(client: Client) -> None:
    launch = Player.of(sequenced_package(Sco("a"), Sco("b"))).launch
    use_the_day_up(launch.attempt.person)
    entries = NavigationEntry.objects.count()

    response = choose(client, launch, "b")

    assert (response.status_code, response.json()["code"]) == (429, "limit")
    assert response.json()["sentence"].startswith(SENTENCE)
    assert NavigationEntry.objects.count() == entries
    assert counted(launch.attempt.person)[0] == PERSON_DAY_LIMIT.commits


@pytest.mark.both_engines
def test_opening_beyond_the_days_limit_takes_nothing_over(client: Client) -> None:
    launch = make_launch()
    client.force_login(launch.attempt.person)
    use_the_day_up(launch.attempt.person)

    response = press(client, launch, "open")

    assert response.status_code == 429
    assert response.json()["sentence"].startswith(SENTENCE)
    assert list(Launch.objects.values_list("uuid", "ending")) == [(launch.uuid, "")]
    assert Attempt.objects.get().lease == launch.lease


@pytest.mark.parametrize("name", ["start", "again"])
@pytest.mark.both_engines
def test_start_beyond_the_days_limit_leads_back_with_a_sentence(client: Client, name: str) -> None:
    person: Person = PersonFactory()
    version = make_module(make_package())
    if name == "again":
        start_attempt(person=person, module_version=version, by=person)
    client.force_login(person)
    use_the_day_up(person)
    before = list(Attempt.objects.values_list("uuid", "closed_at"))

    response = client.post(reverse(f"tracking:{name}", args=[version.module.slug]))

    assert response.status_code == 302
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert SENTENCE in page.content.decode()
    assert list(Attempt.objects.values_list("uuid", "closed_at")) == before
