"""The page of the record store in the Wagtail admin: permissions, content and sending again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.xapi.admin_views import PER_PAGE
from lms.xapi.delivery.sending import send_waiting
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Sender, Statement
from people.enums import RoleKind
from people.models import Person
from tests.factories.people import PersonFactory, make_role
from tests.integration.xapi.test_sending import wait_with
from tests.servers.record_store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def operator() -> Person:
    return PersonFactory(is_superuser=True)


def open_page(person: Person, **query: object) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client.get(reverse("xapi_statements"), query)


def send_again(person: Person) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client.post(reverse("xapi_statements"))


@pytest.mark.both_engines
def test_page_is_for_operators_and_those_they_chose_alone(operator: Person) -> None:
    chosen = PersonFactory()
    group = Group.objects.create(name="Mottagaren")
    group.permissions.set(Permission.objects.filter(codename__in=["follow_sending", "access_admin"]))
    chosen.groups.add(group)
    others = [PersonFactory(), make_role(RoleKind.TRAINER), make_role(RoleKind.REGIONAL_COORDINATOR)]
    wait_with(1)
    Statement.objects.update(state=DeliveryState.REFUSED)

    assert [open_page(person).status_code for person in (operator, chosen)] == [200, 200]
    for other in others:
        assert open_page(other).status_code in {302, 403}
        assert send_again(other).status_code in {302, 403}
    assert Statement.objects.get().state == DeliveryState.REFUSED


@pytest.mark.both_engines
def test_page_shows_waiting_sent_and_refused_statements_and_why(store: Store, operator: Person) -> None:
    wait_with(3)
    waiting, sent, refused = Statement.objects.order_by("pk")
    Statement.objects.filter(pk=sent.pk).update(state=DeliveryState.SENT)
    Statement.objects.filter(pk=refused.pk).update(
        state=DeliveryState.REFUSED, answer="400: <b>no such verb</b>", tries=1
    )
    Sender.objects.create(pk=1, failures=2, failure="503: busy", try_at=timezone.now())

    page = open_page(operator)
    only_refused = open_page(operator, state="refused")

    text = page.content.decode()
    assert [row[0] for row in page.context["statements"]] == [refused, sent, waiting]
    assert [row[0] for row in only_refused.context["statements"]] == [refused]
    assert "400: &lt;b&gt;no such verb&lt;/b&gt;" in text
    assert "503: busy" in text
    assert "The last 2 sendings failed" in text
    assert store.endpoint in text


@pytest.mark.both_engines
def test_refused_statements_when_sent_again_arrive_before_the_next_try(
    store: Store, operator: Person, django_capture_on_commit_callbacks: Any
) -> None:
    identifiers = wait_with(2)
    Statement.objects.update(state=DeliveryState.REFUSED, answer="400")
    Sender.objects.create(pk=1, failures=9, failure="503", try_at=timezone.now() + dt.timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True) as handed_out:
        assert send_again(operator).status_code == 302
    send_waiting()

    assert len(handed_out) >= 1
    assert list(store.kept) == identifiers
    assert set(Statement.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


@pytest.mark.both_engines
def test_page_after_the_first_continues_with_as_many_queries(
    operator: Person, django_assert_max_num_queries: Any
) -> None:
    wait_with(PER_PAGE + 3)

    with django_assert_max_num_queries(40):
        first = open_page(operator)
    second = open_page(operator, older=first.context["older_than"])

    assert (len(first.context["statements"]), len(second.context["statements"])) == (PER_PAGE, 3)
    assert open_page(operator, older="9" * 40, state="nonsense").status_code == 200
