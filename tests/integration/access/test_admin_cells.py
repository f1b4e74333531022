"""No URL of the Wagtail admin shows objects of another municipality."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, reverse

from courses.site.admin_guard import is_closed
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.engines import shared_by_engines
from tests.factories.courses import make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.integration.access.admin_cells import MARK, ForeignObjects, leaks, make_foreign_objects, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: the addresses are visited in so many tests, which processes share
PARTS = 4


def make_trainer(municipality: Municipality | None) -> Person:
    """Create a trainer with the rights in the admin that the role brings."""
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def objects() -> ForeignObjects:
    return make_foreign_objects(MunicipalityFactory(code="1440", name="Ale"))


@pytest.mark.parametrize("part", shared_by_engines(range(PARTS)))
def test_admin_urls_with_foreign_keys_show_no_foreign_title(
    client: Client, objects: ForeignObjects, part: int
) -> None:
    molndal = MunicipalityFactory(code="1481", name="Mölndal")
    client.raise_request_exception = False
    client.force_login(make_trainer(molndal))

    result = sweep(client, objects, part, PARTS)

    assert result.cells > 400
    assert result.leaks == []


BULK_TARGETS = [
    ("courses", "modulepage", "draft"),
    ("wagtaildocs", "document", "document"),
    ("wagtailimages", "image", "image"),
    ("courses", "package", "package"),
]


@pytest.mark.parametrize(("label", "model", "which"), BULK_TARGETS)
@pytest.mark.both_engines
def test_bulk_action_opened_by_shared_trainer_shows_the_title(
    client: Client, objects: ForeignObjects, label: str, model: str, which: str
) -> None:
    client.force_login(make_trainer(None))
    key = getattr(objects, which).pk
    if model == "modulepage":
        label, model = "wagtailcore", "page"

    assert leaks(client, reverse("wagtail_bulk_action", args=[label, model, "delete"]) + f"?id={key}")


@pytest.mark.parametrize("name", ["index", "chooser"])
@pytest.mark.parametrize("is_shared", [True, False])
def test_recordings_of_others_are_listed_to_shared_trainers_alone(
    client: Client, objects: ForeignObjects, name: str, is_shared: bool
) -> None:
    client.force_login(make_trainer(None if is_shared else MunicipalityFactory(code="1481")))

    assert leaks(client, reverse(f"wagtailmedia:{name}")) == is_shared


@pytest.mark.parametrize("name", ["edit", "delete", "media_usage", "media_chosen"])
@pytest.mark.parametrize("is_shared", [True, False])
def test_recording_of_others_is_open_to_shared_trainers_alone(
    client: Client, objects: ForeignObjects, name: str, is_shared: bool
) -> None:
    client.force_login(make_trainer(None if is_shared else MunicipalityFactory(code="1481")))

    answer = client.get(reverse(f"wagtailmedia:{name}", args=[objects.recording.pk]))

    assert answer.status_code == (200 if is_shared else 404)


@pytest.mark.both_engines
def test_select_all_in_listing_names_own_modules_only(client: Client, objects: ForeignObjects) -> None:
    molndal = MunicipalityFactory(code="1481", name="Mölndal")
    own = make_module_page("Egen överflyttning", slug="egen", owner=molndal)
    client.force_login(make_trainer(molndal))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    shown = client.get(f"{address}?id=all&childOf={own.get_parent().pk}").content.decode()

    assert (own.title in shown, MARK in shown) == (True, False)


@pytest.mark.parametrize("key", ["", " 1", "+1", "x", "9" * 22])
def test_guard_with_unreadable_key_closes_the_address(key: str) -> None:
    request = RequestFactory().get("/")
    match = ResolverMatch(lambda request: None, (), {"page_id": key})

    assert is_closed(make_trainer(MunicipalityFactory(code="1481")), match, request)


@pytest.mark.parametrize("argument", ["pk", "unknown_id"])
def test_guard_with_uncovered_argument_closes_the_address(argument: str) -> None:
    request = RequestFactory().get("/")
    match = ResolverMatch(lambda request: None, (), {argument: 1}, namespaces=["wagtailusers_users"])

    assert is_closed(make_trainer(MunicipalityFactory(code="1481")), match, request)
