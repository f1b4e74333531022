"""A trainer sees the number of unusual completions, without names, from five on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from lms.attempts.models import Attempt
from people.enums import RoleKind
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory, make_role
from tests.factories.records import make_completion
from tests.factories.tracking import make_module

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def complete_in(seconds: int, version: ModuleVersion, day: dt.date) -> None:
    """Record a completion of the module within the given seconds."""
    completion = make_completion(PersonFactory(first_name="Örjan"), version, day)
    attempt = Attempt.objects.create(
        uuid=completion.attempt_uuid,
        person=completion.person,
        module=version.module,
        module_version=version,
        active_at=completion.achieved_at,
        completion=completion,
    )
    started_at = completion.achieved_at - dt.timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=started_at)


@pytest.mark.parametrize(
    ("unusual", "days_ago", "sentence"),
    [(4, 1, False), (5, 1, True), (7, 1, True), (7, 0, False)],
    ids=["too few", "five", "rounded down", "today's wait"],
)
def test_trainer_page_counts_unusual_completions_from_five(
    client: Client, unusual: int, days_ago: int, sentence: bool
) -> None:
    version = make_module(make_package(), title="Förflyttning")
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    for _ in range(unusual):
        complete_in(7, version, day)
    for _ in range(3):
        complete_in(600, version, day)
    client.force_login(make_role(RoleKind.TRAINER))

    page = client.get(reverse("items:module", args=[version.module.slug])).content.decode()

    assert ("Minst 5 av de senaste som blivit klara ser ovanliga ut" in page) is sentence
    assert "Örjan" not in page


def test_trainer_page_works_out_unusual_completions_once_a_day(client: Client) -> None:
    version = make_module(make_package(), title="Förflyttning")
    for _ in range(5):
        complete_in(7, version, timezone.localdate() - dt.timedelta(days=1))
    client.force_login(make_role(RoleKind.TRAINER))
    path = reverse("items:module", args=[version.module.slug])
    first = client.get(path).content.decode()

    with CaptureQueriesContext(connection) as captured:
        second = client.get(path).content.decode()

    assert ("Minst 5 av de" in first, "Minst 5 av de" in second) == (True, True)
    assert not any('FROM "tracking_' in query["sql"] for query in captured)
