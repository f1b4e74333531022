"""Searches return only pages that the person may open."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import Module, ModuleIndexPage, ModulePage
from people.models import Municipality, Person
from search.retrieval.queries import search
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.seminars import make_seminar, make_seminar_index, make_transcript

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def make_module(title: str, owner: Municipality | None = None) -> ModulePage:
    make_seminar_index()
    module = Module.objects.create(slug=title.lower(), owner=owner)
    page = ModulePage(
        title=title,
        slug=title.lower(),
        module=module,
        introduction="Om läkemedel och trygghet.",
        minutes=8,
        aims="<ul><li>Du kan ge läkemedel.</li></ul>",
        audience="Alla",
        steps=[("text", {"title": "Dosetten", "body": "<p>Räkna tabletterna två gånger.</p>"})],
    )
    ModuleIndexPage.objects.get(locale__language_code="sv").add_child(instance=page)
    page.save_revision().publish()
    return page


def employee_of(municipality: Municipality, until: dt.date | None = None) -> Person:
    unit = make_unit("Vård", municipality=municipality)
    return EmploymentFactory(unit=unit, valid_to=until).person


def found_by(person: Person, text: str) -> list[str]:
    return [result.page.title for result in search(text, person=person).results]


def test_search_finds_a_shared_module_for_everyone() -> None:
    make_module("Delad")

    assert found_by(PersonFactory(), "läkemedel") == ["Delad"]


def test_search_finds_the_step_that_answers() -> None:
    make_module("Delad")

    (result,) = search("tablett", person=PersonFactory()).results

    assert (result.step_number, str(result.excerpt)) == (1, "Räkna <mark>tabletterna</mark> två gånger.")


def test_search_finds_a_municipality_s_module_for_its_own_alone() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    make_module("Egen", owner=owner)

    assert found_by(employee_of(owner), "läkemedel") == ["Egen"]
    assert found_by(employee_of(other), "läkemedel") == []
    assert found_by(PersonFactory(), "läkemedel") == []


def test_suggestion_excludes_words_of_other_municipalities_modules() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    make_module("Egen", owner=owner)

    assert search("dosettten", person=employee_of(owner)).suggestion == "dosetten"
    assert search("dosettten", person=employee_of(other)).suggestion is None


def test_search_does_not_find_a_former_employer_s_module() -> None:
    owner = MunicipalityFactory()
    make_module("Egen", owner=owner)

    assert found_by(employee_of(owner, until=dt.date(2025, 1, 1)), "läkemedel") == []


def test_search_does_not_find_a_page_restricted_in_the_cms() -> None:
    page = make_seminar(transcript=make_transcript("munvård"))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert found_by(PersonFactory(), "munvård") == []


def test_search_page_for_anonymous_user_redirects_to_sign_in(client: Client) -> None:
    assert client.get("/sok/?q=x").headers["Location"] == f"{reverse('account_login')}?next=/sok/%3Fq%3Dx"


@pytest.mark.parametrize(
    "query",
    [
        {"q": '"'},
        {"q": "x" * 10_000},
        {"q": "\x00 vård \x00"},
        {"q": "😀🏽 (vård) OR * ^ : ' \" \\ % --"},
        {"q": ["ett", "två"]},
        {"q": "vård", "kind": "nonsense", "theme": "nonsense"},
        {"q": "vård", "kind": "\x00", "theme": "\x00"},
        {"q": "vård", "kind": "utbildningar"},
        {},
    ],
)
def test_search_page_for_any_query_string_answers(client: Client, query: dict[str, object]) -> None:
    make_seminar(transcript=make_transcript("god vård"))
    client.force_login(PersonFactory())

    assert client.get("/sok/", query).status_code == 200


def test_search_page_for_broken_encoding_answers(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.get("/sok/?q=v%E5rd%FF%00&q=%ED%A0%80").status_code == 200


def test_search_page_does_not_answer_to_post(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.post("/sok/", {"q": "x"}).status_code == 405
