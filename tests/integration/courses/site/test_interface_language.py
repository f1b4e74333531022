"""The interface stays in the reader's language for modules and recordings in others."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.attempts.actions.attempts import mark_step_done, start_attempt
from people.models import Employment, Person
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory
from tests.factories.records import AssignmentFactory, make_completion
from tests.factories.seminars import make_seminar, make_transcript
from tests.factories.tracking import body, make_module, relaunch, send

pytestmark = pytest.mark.django_db
SWEDISH, ENGLISH = "Så möter du någon som är orolig", "How to meet somebody who is worried"


@pytest.fixture
def employment() -> Employment:
    return EmploymentFactory()


@pytest.fixture
def amina(client: Client, employment: Employment) -> Person:
    client.force_login(employment.person)
    return employment.person


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def link_to(client: Client, path: str, title: str) -> str:
    """The first address to which a page links by words with that title."""
    main = main_of(client.get(path).content.decode())
    return next(
        url for url, text in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', main) if title in text
    )


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    assert found is not None
    return found[1]


def label_of(page: str) -> list[str]:
    return re.findall(r"In Swedish|In English|På svenska|På engelska", main_of(page))


@pytest.mark.parametrize("path", ["/en/", "/en/modules/", "/en/mitt/"])
def test_swedish_module_in_english_is_labelled_and_keeps_english(
    client: Client, amina: Person, employment: Employment, path: str
) -> None:
    page = make_module_page(SWEDISH)
    AssignmentFactory(unit=employment.unit, module=page.module)

    listed = client.get(path).content.decode()
    opened = client.get(link_to(client, path, SWEDISH)).content.decode()

    assert label_of(listed) == ["In Swedish"]
    assert (language_of(opened), label_of(opened)) == ("en", ["In Swedish"])
    assert f'<h1 lang="sv">{SWEDISH}</h1>' in opened
    assert ">Start<" in opened


def test_swedish_module_when_taken_in_english_keeps_english_to_its_end(client: Client, amina: Person) -> None:
    page = make_module_page(SWEDISH)
    address = link_to(client, "/en/modules/", SWEDISH)

    step = client.post(f"/en/lar/borja/{page.module.slug}/", follow=True).content.decode()
    way_out = re.search(r'class="player__back" href="([^"]+)"', step)

    assert language_of(step) == "en"
    assert f'<h1 lang="sv">{page.steps[0].value["title"]}</h1>' in step
    assert way_out is not None
    assert way_out[1] == address


@pytest.mark.parametrize("path", ["/en/mitt/", "/en/"])
def test_swedish_module_when_begun_or_done_links_within_english(
    client: Client, amina: Person, path: str
) -> None:
    done = make_module_page(SWEDISH).module.versions.get()
    if path == "/en/":
        start_attempt(person=amina, module_version=done, by=amina)
        first = make_module_page("Något annat", steps=[("text", {"title": "Ett", "body": "x"})] * 2)
        attempt = start_attempt(person=amina, module_version=first.module.versions.get(), by=amina)
        mark_step_done(attempt=attempt, step_id=attempt.module_version.steps[0]["id"], by=amina)
    else:
        make_completion(amina, done)

    assert link_to(client, path, SWEDISH).startswith("/en/")


def test_english_module_in_swedish_is_labelled_and_keeps_swedish(client: Client, amina: Person) -> None:
    make_module_page(ENGLISH, language="en")

    listed = client.get("/utbildningar/").content.decode()
    opened = client.get(link_to(client, "/utbildningar/", ENGLISH)).content.decode()

    assert label_of(listed) == ["På engelska"]
    assert (language_of(opened), label_of(opened)) == ("sv", ["På engelska"])


def test_module_in_both_languages_is_listed_once_and_without_a_label(client: Client, amina: Person) -> None:
    make_module_page(SWEDISH, slug="orolig", minutes=5)
    make_module_page(ENGLISH, slug="orolig", language="en", minutes=20)

    listed = client.get("/en/modules/").content.decode()
    short = client.get("/en/modules/?minutes=5").content.decode()

    assert (ENGLISH in listed, SWEDISH in listed, label_of(listed)) == (True, False, [])
    assert SWEDISH not in short


def test_language_switch_when_a_module_has_one_language_stays_on_it(client: Client, amina: Person) -> None:
    page = make_module_page(SWEDISH)
    swedish, english = f"/utbildningar/{page.slug}/", f"/en/utbildningar/{page.slug}/"

    for shown, other in ((swedish, english), (english, swedish)):
        answer = client.get(shown).content.decode()
        assert f'href="{other}"' in answer
        assert client.get(other).status_code == 200


def test_menu_at_a_page_in_another_language_marks_the_current_section(client: Client, amina: Person) -> None:
    module, seminar = make_module_page(SWEDISH), make_seminar(SWEDISH)

    for place, path in (
        ("modules", f"utbildningar/{module.slug}"),
        ("seminars", f"seminarier/{seminar.slug}"),
    ):
        page = client.get(f"/en/{path}/").content.decode()
        assert re.findall(r'href="/en/([a-z-]*)/?" aria-current="true"', page) == [place]


@pytest.mark.parametrize("path", ["/en/utbildningar/finns-inte/", "/en/seminarier/finns-inte/", "/en/x/y/z/"])
def test_page_that_no_language_has_is_not_found(client: Client, amina: Person, path: str) -> None:
    make_module_page(SWEDISH)

    assert client.get(path).status_code == 404


def test_unpublished_swedish_pages_in_english_are_not_found(client: Client, amina: Person) -> None:
    module, seminar = make_module_page(SWEDISH), make_seminar(publish=False)
    module.unpublish()

    for path in (f"/en/utbildningar/{module.slug}/", f"/en/seminarier/{seminar.slug}/"):
        assert client.get(path).status_code == 404


def test_swedish_recording_in_english_is_listed_labelled_and_keeps_english(
    client: Client, amina: Person
) -> None:
    make_seminar(SWEDISH, transcript=make_transcript("Välkomna."))

    listed = client.get("/en/seminars/").content.decode()
    opened = client.get(link_to(client, "/en/seminars/", SWEDISH)).content.decode()

    assert "Nothing here yet" not in listed
    assert label_of(listed) == ["In Swedish"]
    assert (language_of(opened), label_of(opened)) == ("en", ["In Swedish"])
    assert 'href="/en/seminars/"' in main_of(opened)


def test_recording_in_both_languages_is_listed_once(client: Client, amina: Person) -> None:
    swedish = make_seminar(SWEDISH)
    english = make_seminar(ENGLISH, language="en")
    english.translation_key = swedish.translation_key
    english.save()

    for path, title in (("/seminarier/", SWEDISH), ("/en/seminars/", ENGLISH)):
        listed = main_of(client.get(path).content.decode())
        assert re.findall(f"{SWEDISH}|{ENGLISH}", listed) == [title]


def test_search_result_in_another_language_is_labelled_and_keeps_english(
    client: Client, amina: Person
) -> None:
    make_module_page("Brytpunktssamtal hemma")

    found = client.get("/en/sok/?q=brytpunktssamtal").content.decode()

    assert label_of(found) == ["In Swedish"]
    assert 'href="/en/utbildningar/' in found


@pytest.mark.both_engines
@pytest.mark.parametrize("path", ["/en/modules/", "/en/seminars/"])
def test_list_of_other_languages_when_it_grows_costs_the_same(
    client: Client, amina: Person, path: str
) -> None:
    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    def more(number: int) -> None:
        make_module_page(f"Utbildning {number}")
        make_seminar(f"Seminarium {number}")

    more(1)
    one = queries()
    more(2)
    more(3)

    assert queries() == one


def test_swedish_titles_in_english_are_marked_in_the_player_and_the_result(
    client: Client, amina: Person
) -> None:
    version = make_module("Läs", make_package(title="Öva på händerna"), title=SWEDISH)
    attempt = start_attempt(person=amina, module_version=version, by=amina)
    step = version.steps[1]["id"]

    player = client.get(f"/en/lar/{attempt.pk}/{step}/").content.decode()
    result = client.get(f"/en/lar/{attempt.pk}/resultat/").content.decode()

    assert '<h1 class="player__title" lang="sv">Öva på händerna</h1>' in player
    assert re.search(r'<iframe [^>]*lang="sv" title="Öva på händerna"', player)
    assert f'<p class="result__module" lang="sv">{version.title}</p>' in result
    assert '<span class="rows__what" lang="sv">Läs</span>' in result


def test_swedish_texts_in_english_are_marked_where_they_are_read(client: Client, amina: Person) -> None:
    page = make_module_page(SWEDISH, steps=[("text", {"title": "Läs", "body": "<p>Sätt dig ner.</p>"})])
    version = page.module.versions.get()
    attempt = start_attempt(person=amina, module_version=version, by=amina)

    opened = client.get(link_to(client, "/en/modules/", SWEDISH)).content.decode()
    step = client.get(f"/en/lar/{attempt.pk}/{version.steps[0]['id']}/").content.decode()

    assert '<p class="lead text" lang="sv">' in opened
    assert '<dd lang="sv">' in opened
    assert re.search(r'<div class="prose" lang="sv">\s*<p[^>]*>Sätt dig ner.', step)


def test_swedish_module_that_is_done_is_labelled_in_english(client: Client, amina: Person) -> None:
    completion = make_completion(amina, make_module_page(SWEDISH).module.versions.get())

    mine = client.get("/en/mitt/").content.decode()
    certificate = client.get(f"/en/mitt/intyg/{completion.pk}/").content.decode()

    assert label_of(mine) == ["In Swedish"]
    assert f'<strong class="certificate__module" lang="sv">{SWEDISH}</strong>' in certificate


@pytest.mark.parametrize("path", ["/en/", "/en/mitt/", "/en/mitt/varfor/{slug}/"])
def test_swedish_step_in_an_english_reason_is_marked(client: Client, amina: Person, path: str) -> None:
    version = make_module(make_package(title="Öva & <prova>"), "Läs efteråt")
    attempt = start_attempt(person=amina, module_version=version, by=amina)
    send(Client(), relaunch(attempt), body({"core": {"lesson_status": "failed"}}))

    page = client.get(path.format(slug=version.module.slug)).content.decode()

    assert 'You have not passed “<span lang="sv">Öva &amp; &lt;prova&gt;</span>” yet.' in page
    assert 'You have not read “<span lang="sv">Läs efteråt</span>” and pressed Next.' in page


def test_swedish_step_in_a_swedish_reason_is_escaped_alone(client: Client, amina: Person) -> None:
    version = make_module("Öva & <prova>")
    start_attempt(person=amina, module_version=version, by=amina)

    page = client.get(f"/mitt/varfor/{version.module.slug}/").content.decode()

    assert "”Öva &amp; &lt;prova&gt;”" in page
