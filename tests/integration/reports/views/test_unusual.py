"""The list of a manager shows which completions look unusual, and why."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lms.attempts.actions.attempts import start_attempt
from lms.records.models import Completion
from people.enums import RoleKind
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_role, make_unit
from tests.factories.records import AssignmentFactory, make_completion
from tests.factories.tracking import body, make_module, relaunch, send

pytestmark = pytest.mark.django_db

UNUSUAL = "Ser ovanlig ut:"


def test_list_with_an_unusual_completion_says_why_and_counts_it(client: Client) -> None:
    unit = make_unit("Hemtjänst Åby")
    manager = make_manager(unit)
    version = make_module(make_package(), title="Förflyttning")
    AssignmentFactory(unit=unit, module=version.module, created_by=manager)
    quick, other = PersonFactory(first_name="Örjan"), PersonFactory(first_name="Åsa")
    for person in (quick, other):
        EmploymentFactory(person=person, unit=unit)
    make_completion(other, version)
    launch = relaunch(start_attempt(person=quick, module_version=version, by=quick))
    send(client, launch, body({"core": {"lesson_status": "passed"}}, trigger="finish"))
    client.force_login(manager)

    page = client.get(reverse("reports:list", args=[unit.pk]), {"module": version.module_id})

    content = page.content.decode()
    assert content.count(UNUSUAL) == 1
    assert "fast utbildningen tar ungefär 12 minuter." in content
    assert content.index("Örjan") < content.index(UNUSUAL)
    assert Completion.objects.count() == 2


def test_attempt_page_shows_why_it_is_unusual_but_not_to_the_learner(client: Client) -> None:
    unit = make_unit("Hemtjänst Åby")
    quick = PersonFactory(first_name="Örjan")
    EmploymentFactory(person=quick, unit=unit)
    version = make_module(make_package())
    launch = relaunch(start_attempt(person=quick, module_version=version, by=quick))
    send(client, launch, body({"core": {"lesson_status": "passed"}}, trigger="finish"))

    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality))
    theirs = client.get(reverse("history:person_attempt", args=[quick.pk, launch.attempt_id]))
    client.force_login(quick)
    own = client.get(reverse("history:saved", args=[launch.attempt_id]))

    assert [UNUSUAL in page.content.decode() for page in (theirs, own)] == [True, False]
    assert "Resultatet gäller." in theirs.content.decode()
