"""The catalogue and the module page: access, filters and number of queries."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.site.actions import publish_information_page
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Person
from tests.factories.courses import ThemeFactory, make_module_page, make_site
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_role, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
CATALOGUE = "/utbildningar/"
#: what a page may cost, whatever it shows
MOST_QUERIES = 12


@pytest.fixture
def learner() -> Person:
    return EmploymentFactory().person


@pytest.fixture
def signed_in(client: Client, learner: Person) -> Client:
    client.force_login(learner)
    return client


def titles(client: Client, query: str = "", path: str = CATALOGUE) -> list[str]:
    html = client.get(f"{path}{query}").content.decode()
    return re.findall(r'class="card__target"[^>]*>([^<]+)<', html)


def test_catalogue_for_a_stranger_leads_to_sign_in(client: Client) -> None:
    make_site()

    response = client.get(f"{CATALOGUE}?minutes=5")

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/utbildningar/%3Fminutes%3D5"


def test_catalogue_when_modules_are_shared_lists_them_by_title(signed_in: Client) -> None:
    make_module_page("Smärta")
    make_module_page("Demens")

    assert titles(signed_in) == ["Demens", "Smärta"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?minutes=5", ["Andning"]),
        ("?minutes=10", ["Andning", "Ånger"]),
        ("?theme=demens", ["Ånger"]),
        ("?q=ånger", ["Ånger"]),
        ("?q=ÅNGER", ["Ånger"]),
        ("?q=saknas", []),
        ("?owner=shared", ["Andning", "Ånger"]),
        ("?owner=own", []),
        ("?language=en", ["Breathing"]),
        ("?language=all", ["Andning", "Breathing", "Ånger"]),
        ("?minutes=abc&theme=finns-inte&owner=x&p=99", ["Andning", "Ånger"]),
    ],
)
def test_catalogue_when_filtered_shows_what_fits(signed_in: Client, query: str, expected: list[str]) -> None:
    make_module_page("Andning", slug="andning", minutes=5)
    make_module_page("Ånger", minutes=10, themes=(ThemeFactory(slug="demens", name_sv="Demens"),))
    make_module_page("Breathing", slug="andning", language="en", minutes=5)

    assert sorted(titles(signed_in, query)) == sorted(expected)


def test_catalogue_hides_the_modules_of_other_municipalities(signed_in: Client, learner: Person) -> None:
    own = learner.employments.get().unit.municipality
    make_module_page("Vår rutin", owner=own)
    make_module_page("Deras rutin", owner=MunicipalityFactory())

    assert titles(signed_in, "?owner=own") == ["Vår rutin"]


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda owner: EmploymentFactory(unit=make_unit("Enhet", municipality=owner)).person, 200),
        (lambda owner: make_role(RoleKind.TRAINER, municipality=owner), 200),
        (lambda owner: make_role(RoleKind.TRAINER), 200),
        (lambda owner: make_role(RoleKind.MUNICIPAL_ADMIN, municipality=owner), 200),
        (lambda owner: EmploymentFactory().person, 404),
        (lambda owner: make_role(RoleKind.REGIONAL_COORDINATOR), 404),
        (lambda owner: PersonFactory(), 404),
    ],
    ids=[
        "works there",
        "trains there",
        "trains all",
        "administers",
        "elsewhere",
        "coordinates",
        "nowhere",
    ],
)
def test_module_page_of_a_municipality_is_open_to_its_own(client: Client, make: object, status: int) -> None:
    owner = MunicipalityFactory()
    page = make_module_page("Vår rutin", owner=owner)
    client.force_login(make(owner))

    assert client.get(page.url).status_code == status


def test_information_page_for_a_stranger_is_open(client: Client) -> None:
    make_site()
    page = publish_information_page(language="sv", title="Integritet", slug="integritet", body="<p>x</p>")

    assert client.get(page.url).status_code == 200


def test_module_page_when_reviewed_long_ago_reminds_trainers_alone(client: Client, learner: Person) -> None:
    page = make_module_page("Samtalet", reviewed_on=dt.date(2020, 5, 4))
    trainer = PersonFactory()
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=None, by=None).run()

    def reminds(person: Person) -> bool:
        client.force_login(person)
        return "Utbildningen skulle ha granskats" in client.get(page.url).content.decode()

    assert (reminds(trainer), reminds(learner)) == (True, False)


def queries_of(client: Client, path: str) -> int:
    """How many queries the page costs once what never changes has been read."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_catalogue_when_it_grows_costs_the_same(signed_in: Client, learner: Person) -> None:
    own = learner.employments.get().unit.municipality
    make_module_page("Utbildning 1")
    one = queries_of(signed_in, CATALOGUE)
    make_module_page("Utbildning 2", owner=own, themes=(ThemeFactory(), ThemeFactory()))
    make_module_page("Utbildning 3", owner=own)
    three = queries_of(signed_in, CATALOGUE)

    assert one == three <= MOST_QUERIES


def test_module_page_when_it_has_more_steps_costs_the_same(signed_in: Client) -> None:
    step = ("text", {"title": "Ett steg", "body": "<p>x</p>"})
    one = queries_of(signed_in, make_module_page("Kort", steps=[step]).url)
    three = queries_of(signed_in, make_module_page("Lång", steps=[step] * 3).url)

    assert one == three <= MOST_QUERIES
