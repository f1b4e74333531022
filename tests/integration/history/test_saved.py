"""Launch history for learners and administrators."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import override

from lms.attempts.launches.actions import close_launch
from lms.attempts.models import Launch
from lms.attempts.progress.times import times_of
from lms.history.models import AccessLogEntry
from people.enums import RoleKind
from people.models import Employment, Person
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_role
from tests.factories.tracking import CMI_12, body, make_launch, relaunch, send

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def launch() -> Launch:
    employment = EmploymentFactory()
    return make_launch(make_package(), person=employment.person)


def page(person: Person, name: str, *args: object) -> Any:
    client = Client()
    client.force_login(person)
    with translation.override("en"):
        return client.get(reverse(f"history:{name}", args=args))


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def commit(launch: Launch, sequence: int, session_time: str = "00:02:00") -> None:
    cmi = {"core": {**CMI_12["core"], "session_time": session_time}}
    send(Client(), launch, body(cmi, sequence=sequence))


@pytest.mark.both_engines
def test_open_by_a_phone_stores_the_kind_and_no_more(launch: Launch) -> None:
    client = Client(headers={"user-agent": PHONE})
    client.force_login(launch.attempt.person)

    client.post(reverse("tracking:open", args=[launch.attempt_id, launch.package_attempt.step_id]))

    opened = Launch.objects.latest("lease")
    assert (opened.device, opened.browser) == ("phone", "chrome")


@pytest.mark.both_engines
def test_saved_when_read_by_the_learner_describes_each_time(launch: Launch) -> None:
    Launch.objects.filter(pk=launch.pk).update(device="phone", browser="chrome")
    commit(launch, 1)
    commit(launch, 2)
    again = relaunch(launch.attempt)
    commit(launch, 3)
    close_launch(launch=again, by=launch.attempt.person)

    response = page(launch.attempt.person, "saved", launch.attempt_id)

    newest, first = response.context["saved"].plays
    with override("en"):
        assert (newest.saved, newest.ending_sentence) == (0, "It was closed.")
        assert (first.saved, first.refused_count, first.device) == (2, 1, "on a phone")
    shown = words(response)
    for sentence in (
        'on a phone <span class="soft">(Chrome)</span>',
        "Saved 2 times.",
        "It was closed because the module was opened again, here or on another device.",
        "<strong>One saving was not taken.</strong> The module had been opened somewhere else by then.",
        "You have spent 2 minutes on it.",
        "Nobody has looked so far.",
    ):
        assert sentence in shown


def test_saved_of_another_does_not_exist(launch: Launch) -> None:
    assert page(PersonFactory(), "saved", launch.attempt_id).status_code == 404


@pytest.mark.both_engines
def test_saved_when_much_was_sent_takes_as_many_queries(
    launch: Launch,
) -> None:
    client = Client()
    client.force_login(launch.attempt.person)
    url = reverse("history:saved", args=[launch.attempt_id])
    client.get(url)
    with CaptureQueriesContext(connection) as once:
        client.get(url)
    for number in range(3):
        launch = relaunch(launch.attempt)
        commit(launch, number + 1)

    with CaptureQueriesContext(connection) as often:
        client.get(url)

    assert len(often) == len(once)


@pytest.mark.both_engines
def test_administrator_sees_counts_and_reasons_and_is_logged(launch: Launch) -> None:
    person = launch.attempt.person
    municipality = Employment.objects.get(person=person).unit.municipality
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality)
    send(Client(), launch, b'{"answer": "secret"}')

    listed = page(admin, "person", person.pk)
    attempt = page(admin, "person_attempt", person.pk, launch.attempt_id)

    assert "1 not taken" in words(listed)
    assert "The content sent something that cannot be read." in words(attempt)
    assert "secret" not in words(attempt)
    entries = AccessLogEntry.objects.order_by("pk").values_list("by", "channel", "kind", "person")
    assert list(entries) == [
        (admin.pk, "administrator", "person", person.pk),
        (admin.pk, "administrator", "attempt", person.pk),
    ]
    assert "Your municipality&#x27;s administrator: looked last today" in words(
        page(person, "saved", launch.attempt_id)
    )


def test_administrator_sees_only_plays_of_days_when_employed_there(launch: Launch) -> None:
    person = launch.attempt.person
    employment = Employment.objects.get(person=person)
    admin = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=employment.unit.municipality)
    employment.valid_to = timezone.localdate() - dt.timedelta(days=1)
    employment.save()

    assert list(page(admin, "person", person.pk).context["rows"]) == []
    assert page(admin, "person_attempt", person.pk, launch.attempt_id).status_code == 404


@pytest.mark.both_engines
def test_administrator_of_another_municipality_finds_nobody(launch: Launch) -> None:
    other = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory())

    assert page(other, "person", launch.attempt.person_id).status_code == 404
    assert not AccessLogEntry.objects.exists()


def test_time_when_spent_over_several_sessions_and_attempts_adds_up(launch: Launch) -> None:
    commit(launch, 1, "00:02:00")
    second = relaunch(launch.attempt)
    send(
        Client(),
        second,
        body(
            {"core": {**CMI_12["core"], "session_time": "00:00:30"}},
            session="00000000-0000-0000-0000-000000000002",
        ),
    )

    times = times_of([launch.attempt])[launch.attempt_id]

    assert times.seconds == 150
