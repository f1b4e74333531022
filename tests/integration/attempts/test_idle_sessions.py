"""A learner in a long part sends no requests to the site: their work must not be lost by that."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.attempts.enums import LaunchEnding
from lms.attempts.models import Launch
from lms.records.models import Completion
from people.identity.middleware import LAST_SEEN
from tests.factories.tracking import body, make_launch, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(client: Client) -> Launch:
    """Return a launch whose page has sent no request to the site for more than an hour."""
    earlier = make_launch()
    client.force_login(earlier.attempt.person)
    launch = open_again(client, earlier)
    session = client.session
    session[LAST_SEEN] = int(time.time()) - 3_601
    session.save()
    return launch


def url(name: str, launch: Launch) -> str:
    return reverse(f"tracking:{name}", args=[launch.attempt_id, launch.package_attempt.step_id])


def open_again(client: Client, earlier: Launch) -> Launch:
    answer = client.post(url("open", earlier)).json()
    return Launch.objects.select_related("attempt").get(pk=answer["launch"])


def passed(**more: Any) -> bytes:
    written = (timezone.now().timestamp() + 1) * 1000
    cmi = {"core": {"lesson_status": "passed", "score": {"raw": "90"}}}
    return body(cmi, trigger="finish", written_at=int(written), **more)


@pytest.mark.both_engines
def test_background_request_after_an_hour_does_not_end_the_session(client: Client, played: Launch) -> None:
    answer = client.get(url("state", played), {"launch": str(played.pk)})

    assert answer.json()["holds"]
    assert send(client, played, passed()).json()["module_is_done"]
    assert client.get(reverse("tracking:result", args=[played.attempt_id])).status_code == 302


def test_expired_session_loses_no_unsent_commit(client: Client, played: Launch) -> None:
    person = played.attempt.person
    client.get(reverse("tracking:result", args=[played.attempt_id]))
    played.refresh_from_db()
    assert played.ending == LaunchEnding.EXPIRED
    finished = passed()
    assert send(client, played, finished).json()["code"] == "ended"

    client.force_login(person)
    answer = send(client, open_again(client, played), passed(launch=str(played.pk))).json()

    assert answer["module_is_done"]
    assert Completion.objects.count() == 1
