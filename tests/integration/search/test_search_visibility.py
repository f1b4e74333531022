"""Searches return only pages that the person may open."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from courses.models import ModulePage
from people.models import Municipality, Person
from search.analysis.query_parser import parse_query
from search.engines import search_engine
from search.engines.base import Filters
from search.retrieval.queries import search
from search.visibility import visibility_of, visible_pages
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.search import make_module_about_medicine
from tests.factories.seminars import make_seminar, make_transcript
from tests.memory_engine import LaggingEngine, MemoryEngine

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.usefixtures("engine")]


def employee_of(municipality: Municipality, until: dt.date | None = None) -> Person:
    unit = make_unit("Vård", municipality=municipality)
    return EmploymentFactory(unit=unit, valid_to=until).person


def titles_for(person: Person, text: str) -> list[str]:
    return [result.page.title for result in search(text, person=person).results]


def test_search_finds_a_shared_module_for_everyone() -> None:
    make_module_about_medicine("Delad")

    assert titles_for(PersonFactory(), "läkemedel") == ["Delad"]


def test_search_returns_the_matching_step() -> None:
    make_module_about_medicine("Delad")

    (result,) = search("tablett", person=PersonFactory()).results

    assert (result.step_number, str(result.excerpt)) == (1, "Räkna <mark>tabletterna</mark> två gånger.")


def test_search_finds_a_municipality_s_module_for_its_own_alone() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    make_module_about_medicine("Egen", owner=owner)

    assert titles_for(employee_of(owner), "läkemedel") == ["Egen"]
    assert titles_for(employee_of(other), "läkemedel") == []
    assert titles_for(PersonFactory(), "läkemedel") == []


def test_suggestion_excludes_words_of_other_municipalities_modules() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    make_module_about_medicine("Egen", owner=owner)

    assert search("dosettten", person=employee_of(owner)).suggestion == "dosetten"
    assert search("dosettten", person=employee_of(other)).suggestion is None


def test_search_does_not_find_a_former_employer_s_module() -> None:
    owner = MunicipalityFactory()
    make_module_about_medicine("Egen", owner=owner)

    assert titles_for(employee_of(owner, until=dt.date(2025, 1, 1)), "läkemedel") == []


def test_search_does_not_find_a_page_restricted_in_the_cms() -> None:
    page = make_seminar(transcript=make_transcript("munvård"))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert titles_for(PersonFactory(), "munvård") == []


def test_visible_pages_excludes_restricted_pages_like_wagtail() -> None:
    pages = [make_seminar(transcript=make_transcript("munvård")) for _ in range(3)]
    PageViewRestriction.objects.create(page=pages[1], restriction_type=PageViewRestriction.LOGIN)
    module = make_module_about_medicine("Modul")
    PageViewRestriction.objects.create(
        page=module.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )

    visible = set(visible_pages(visibility_of(PersonFactory())))

    assert visible == set(Page.objects.live().public())
    assert visible.isdisjoint({pages[1].page_ptr, module.page_ptr})


def lagging_engine(settings: Any) -> LaggingEngine:
    settings.SEARCH_ENGINE = "tests.memory_engine.LaggingEngine"
    engine = search_engine()
    assert isinstance(engine, LaggingEngine)
    MemoryEngine.clear(engine)  # documents of other tests
    return engine


def test_search_with_a_lagging_index_shows_visible_pages_only(settings: Any) -> None:
    lagging_engine(settings)
    owner = MunicipalityFactory()
    make_module_about_medicine("Delad")
    for title in ("Egen", "Avpublicerad", "Skyddad"):
        make_module_about_medicine(title, owner if title == "Egen" else None)
    ModulePage.objects.filter(title="Avpublicerad").update(live=False)
    restricted = ModulePage.objects.get(title="Skyddad")
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)

    assert set(titles_for(employee_of(owner), "läkemedel")) == {"Delad", "Egen"}
    assert titles_for(PersonFactory(), "läkemedel") == ["Delad"]


def test_search_with_a_lagging_index_leaves_out_deleted_passages(settings: Any) -> None:
    engine = lagging_engine(settings)
    page = make_module_about_medicine("Delad")
    page.unpublish()
    query = parse_query("läkemedel")

    assert engine.search(query, visibility_of(PersonFactory()), Filters(), 10).best != []
    assert titles_for(PersonFactory(), "läkemedel") == []


def test_suggestion_of_a_lagging_index_is_a_word_of_a_visible_page(settings: Any) -> None:
    lagging_engine(settings)
    owner = MunicipalityFactory()
    make_module_about_medicine("Egen", owner)

    assert search("dosettten", person=employee_of(owner)).suggestion == "dosetten"
    assert search("dosettten", person=PersonFactory()).suggestion is None


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
def test_search_page_for_any_query_string_is_shown(client: Client, query: dict[str, object]) -> None:
    make_seminar(transcript=make_transcript("god vård"))
    client.force_login(PersonFactory())

    assert client.get("/sok/", query).status_code == 200


def test_search_page_for_broken_encoding_is_shown(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.get("/sok/?q=v%E5rd%FF%00&q=%ED%A0%80").status_code == 200


def test_search_page_refuses_post(client: Client) -> None:
    client.force_login(PersonFactory())

    assert client.post("/sok/", {"q": "x"}).status_code == 405
