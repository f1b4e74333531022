"""The contract of `search.engines.base.Engine`, for every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from wagtail.models import Page

from courses.models import Theme
from people.models import Municipality
from search.analysis.query_parser import parse_query
from search.engines.base import Engine, Filters
from search.enums import PassageKind
from search.indexing.actions import index_page, rebuild_index, remove_page
from search.models import Passage
from search.visibility import Visibility
from tests.factories.people import MunicipalityFactory
from tests.factories.search import make_module_about_medicine
from tests.factories.seminars import make_seminar, make_transcript

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

SHARED = Visibility()


def matching(
    engine: Engine,
    text: str,
    visibility: Visibility = SHARED,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    limit: int = 100,
) -> list[Passage]:
    matches = engine.search(parse_query(text), visibility, filters, limit)
    passages = Passage.objects.select_related("page").in_bulk()
    return [passages[match.passage] for match in matches.best]


def titles(passages: list[Passage]) -> list[str]:
    return list(dict.fromkeys(passage.page.title for passage in passages))


def test_engine_returns_matches_with_falling_scores(engine: Engine) -> None:
    make_seminar("Halv", transcript=make_transcript("vi ringer en doktor"))
    make_seminar("Hel", transcript=make_transcript("vi ringer en doktor om smärta"))
    make_seminar("Ingen", transcript=make_transcript("god natt"))

    matches = engine.search(parse_query("smärta doktor"), SHARED, Filters(), 100).best
    scores = [match.score for match in matches]

    assert titles(matching(engine, "smärta doktor")) == ["Hel", "Halv"]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_engine_returns_no_more_matches_than_the_limit(engine: Engine) -> None:
    make_seminar(transcript=make_transcript("doktor", "doktor", "doktor och smärta"))

    best = matching(engine, "smärta doktor", limit=1)

    assert [passage.text for passage in best] == [matching(engine, "smärta doktor")[0].text]


def test_engine_matches_parts_of_compounds_and_whole_phrases(engine: Engine) -> None:
    make_seminar("Isär", transcript=make_transcript("vård som är palliativ"))
    make_seminar("Ihop", transcript=make_transcript("den palliativa hemsjukvården", "palliativ vård"))

    assert set(titles(matching(engine, "vård"))) == {"Isär", "Ihop"}
    assert titles(matching(engine, '"palliativ vård"')) == ["Ihop"]


def test_engine_returns_owned_pages_to_their_municipalities_only(engine: Engine) -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    make_module_about_medicine("Delad")
    make_module_about_medicine("Egen", owner)

    def visible_to(*municipalities: Municipality) -> set[str]:
        keys = frozenset(municipality.pk for municipality in municipalities)
        return set(titles(matching(engine, "läkemedel", Visibility(keys))))

    assert visible_to() == {"Delad"}
    assert visible_to(other) == {"Delad"}
    assert visible_to(owner, other) == {"Delad", "Egen"}


def test_engine_returns_pages_of_visible_languages_only(engine: Engine) -> None:
    make_module_about_medicine("Svensk")
    make_module_about_medicine("Engelsk", language="en")

    def visible_in(*languages: str) -> set[str]:
        return set(titles(matching(engine, "läkemedel", Visibility(languages=frozenset(languages)))))

    assert set(titles(matching(engine, "läkemedel"))) == {"Svensk", "Engelsk"}
    assert visible_in("sv") == {"Svensk"}
    assert visible_in("en", "sv") == {"Svensk", "Engelsk"}
    assert visible_in() == set()


def test_engine_returns_no_pages_below_a_restricted_path(engine: Engine) -> None:
    page = make_seminar("Prat", transcript=make_transcript("läkemedel"))
    module = make_module_about_medicine("Modul")
    parent = page.get_parent()

    def visible_without(*pages: Page) -> set[str]:
        paths = tuple(page.path for page in pages)
        return set(titles(matching(engine, "läkemedel", replace(SHARED, restricted_paths=paths))))

    assert visible_without() == {"Prat", "Modul"}
    assert visible_without(page) == {"Modul"}
    assert visible_without(parent) == {"Modul"}
    assert visible_without(parent, module) == set()


def test_engine_filters_by_kind_and_theme(engine: Engine) -> None:
    theme, other = (Theme.objects.create(slug=slug, name_sv=slug, name_en=slug) for slug in "ab")
    make_module_about_medicine("Modul", themes=[theme])
    make_seminar("Prat", transcript=make_transcript("läkemedel"))

    def filtered(filters: Filters) -> set[str]:
        return set(titles(matching(engine, "läkemedel", filters=filters)))

    assert filtered(Filters()) == {"Modul", "Prat"}
    assert filtered(Filters(kinds=(PassageKind.CUE,))) == {"Prat"}
    assert filtered(Filters(kinds=(PassageKind.MODULE, PassageKind.STEP))) == {"Modul"}
    assert filtered(Filters(theme=theme.pk)) == {"Modul"}
    assert filtered(Filters(theme=other.pk)) == set()
    assert filtered(Filters(kinds=(PassageKind.CUE,), theme=theme.pk)) == set()


def test_engine_returns_no_passages_of_a_removed_source(engine: Engine) -> None:
    removed = make_seminar("Borttaget", transcript=make_transcript("munvård"))
    make_seminar("Kvar", transcript=make_transcript("munvård"))

    remove_page(page=removed)

    assert titles(matching(engine, "munvård")) == ["Kvar"]


def test_engine_returns_the_present_text_of_a_page_indexed_again(engine: Engine) -> None:
    page = make_seminar("Prat", transcript=make_transcript("munvård"))
    page.transcript = make_transcript("trygghetslarm").to_json()
    page.save()

    index_page(page=Page.objects.get(pk=page.pk))

    assert titles(matching(engine, "trygghetslarm")) == ["Prat"]
    assert matching(engine, "munvård") == []


def test_engine_returns_the_same_after_the_index_is_rebuilt(engine: Engine) -> None:
    make_seminar(transcript=make_transcript("munvård", "smärta och munvård"))
    before = [passage.text for passage in matching(engine, "munvård smärta")]

    rebuild_index()

    assert [passage.text for passage in matching(engine, "munvård smärta")] == before != []
