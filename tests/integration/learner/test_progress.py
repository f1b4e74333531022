"""Progress, failed tests and due dates are the same on all pages with a module."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.models import ModuleVersion
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.attempts.models import Attempt
from lms.attempts.progress.modules import Progress
from lms.attempts.progress.queries import progress_of
from people.models import Employment, Person
from tests.factories.courses import make_module_page
from tests.factories.packages import SCORM_2004, Sco, make_package
from tests.factories.people import EmploymentFactory
from tests.factories.records import AssignmentFactory
from tests.factories.tracking import body, make_module, relaunch, send

pytestmark = pytest.mark.django_db
TITLE = "Öva på händerna"
TEXT = ("text", {"title": "Läs", "body": "<p>Tvätta och sprita.</p>"})


@pytest.fixture
def employment() -> Employment:
    return EmploymentFactory(title="Undersköterska")


@pytest.fixture
def amina(client: Client, employment: Employment) -> Person:
    client.force_login(employment.person)
    return employment.person


def begin(person: Person, version: ModuleVersion, *, done: int = 0) -> Attempt:
    """Create a begun attempt of `person` with the first `done` steps completed."""
    attempt = start_attempt(person=person, module_version=version, by=person)
    for step in version.steps[:done]:
        mark_step_done(attempt=attempt, step_id=step["id"], by=person)
    return attempt


def commit(attempt: Attempt, cmi: dict[str, Any], *, sco: str = "del-1", trigger: str = "content") -> None:
    assert send(Client(), relaunch(attempt), body(cmi, sco=sco, trigger=trigger)).status_code == 200


def progress(attempt: Attempt) -> Progress:
    return progress_of(attempt.person)[attempt.module_id]


def pages(client: Client, version: ModuleVersion) -> dict[str, str]:
    """Return the text of the main part of each page with a module."""
    module_page = version.module.pages.get()
    paths = {"home": "/", "module": module_page.url, "catalogue": "/utbildningar/", "mine": "/mitt/"}
    found = {}
    for name, path in paths.items():
        page = client.get(path).content.decode()
        main = page[page.index("<main") : page.index("</main>")].replace("<progress", " BAR <progress")
        found[name] = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))
    return found


def answers(*results: str) -> dict[str, Any]:
    """Return interactions as SCORM 1.2 content writes them, with the first question answered twice."""
    given = [("f1", results[0]), *((f"f{number}", result) for number, result in enumerate(results, start=1))]
    return {
        str(index): {"id": identifier, "type": "choice", "student_response": "a", "result": result}
        for index, (identifier, result) in enumerate(given)
    }


def test_progress_when_content_reports_a_measure_moves_with_it(client: Client, amina: Person) -> None:
    attempt = begin(amina, make_module("Läs", make_package(standard=SCORM_2004, title=TITLE)), done=1)
    found = []
    for measure in ("0.25", "0.5", "1"):
        commit(attempt, {"completion_status": "incomplete", "progress_measure": measure})
        found.append((progress(attempt).percent, progress(attempt).minutes_left))

    assert found == [(40, 7), (60, 5), (99, 1)]
    for text in pages(client, attempt.module_version).values():
        assert "Steg 2 av 2 · 99 % klart · ungefär 1 minut kvar" in text
        assert "BAR" in text


def test_progress_when_parts_are_completed_moves_with_them(client: Client, amina: Person) -> None:
    parts = [Sco("a", "Händer"), Sco("b", "Handskar"), Sco("c", "Förkläde"), Sco("d", "Frågor")]
    attempt = begin(amina, make_module(make_package(parts, title=TITLE)))
    commit(attempt, {"core": {"lesson_status": "completed"}}, sco="a")
    first = progress(attempt)
    commit(attempt, {"core": {"lesson_status": "completed"}}, sco="b")

    assert (first.percent, progress(attempt).percent) == (25, 50)
    for text in pages(client, attempt.module_version).values():
        assert "2 av 4 delar klara · ungefär 6 minuter kvar" in text


def test_progress_when_questions_are_answered_counts_each_once(client: Client, amina: Person) -> None:
    attempt = begin(amina, make_module("Läs", make_package(title=TITLE)), done=1)
    core = {"lesson_status": "incomplete"}
    commit(attempt, {"core": core, "interactions": answers("correct")})
    first = progress(attempt).package
    commit(attempt, {"core": core, "interactions": answers("correct", "wrong", "correct")})

    assert first is not None
    assert first.questions == 1
    for text in pages(client, attempt.module_version).values():
        assert "Steg 2 av 2 · 3 frågor besvarade · påbörjad i dag" in text
        assert not re.search("BAR|minuter kvar", text)


def counts(screens: int, questions: int) -> dict[str, Any]:
    """Return elements of SCORM 1.2 content with fifteen screens and six questions (demo/README.md)."""
    found = {"narlara.screens": (screens, 15), "narlara.questions": (questions, 6), "mål": ("", "")}
    objectives = {
        str(index): {"id": identifier, "score": {"raw": str(done), "min": "0", "max": str(total)}}
        for index, (identifier, (done, total)) in enumerate(found.items())
    }
    return {"core": {"lesson_status": "incomplete"}, "objectives": objectives}


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        ((8, 2), "Skärm 8 av 15 · 4 frågor kvar · ungefär 6 minuter kvar"),
        ((13, 5), "Skärm 13 av 15 · 1 fråga kvar · ungefär 2 minuter kvar"),
        ((15, 6), "Skärm 15 av 15 · ungefär 1 minut kvar"),
        ((99, 99), "Skärm 15 av 15 · ungefär 1 minut kvar"),
    ],
)
def test_progress_when_content_counts_screens_and_questions_shows_them(
    client: Client, amina: Person, counted: tuple[int, int], words: str
) -> None:
    attempt = begin(amina, make_module(make_package(title=TITLE)))
    commit(attempt, counts(*counted))

    for text in pages(client, attempt.module_version).values():
        assert words in text
        assert "BAR" in text


@pytest.mark.parametrize("cmi", [None, {"core": {"lesson_status": "incomplete"}}], ids=["opened", "saved"])
def test_progress_when_content_reports_nothing_says_when_begun(
    client: Client, amina: Person, cmi: dict[str, Any] | None
) -> None:
    attempt = begin(amina, make_module(make_package(title=TITLE)))
    relaunch(attempt)
    if cmi:
        commit(attempt, cmi)
    Attempt.objects.update(started_at=timezone.now() - dt.timedelta(days=1))

    assert (progress(attempt).share, progress(attempt).minutes_left) == (None, 0)
    for text in pages(client, attempt.module_version).values():
        assert "Påbörjad i går" in text
        assert not re.search("BAR|kvar|Steg 1 av 1", text)


@pytest.mark.parametrize("is_saved", [False, True], ids=["opened", "saved"])
def test_progress_when_no_part_reports_anything_says_when_begun(
    client: Client, amina: Person, is_saved: bool
) -> None:
    attempt = begin(amina, make_module(make_package([Sco("a", "Händer"), Sco("b", "Frågor")], title=TITLE)))
    relaunch(attempt)
    if is_saved:
        commit(attempt, {"core": {"lesson_status": "incomplete"}}, sco="a")

    for text in pages(client, attempt.module_version).values():
        assert "Påbörjad i dag" in text
        assert not re.search("BAR|kvar|delar klara", text)


def failed_12() -> dict[str, Any]:
    score = {"raw": "66.67", "min": "0", "max": "100"}
    return {"core": {"lesson_status": "failed", "score": score}, "interactions": answers("wrong", "correct")}


def failed_2004() -> dict[str, Any]:
    score = {"scaled": "0.6667"}
    return {
        "completion_status": "completed",
        "success_status": "failed",
        "progress_measure": "1",
        "score": score,
    }


@pytest.mark.parametrize(
    ("options", "cmi", "score"),
    [
        ({"items": [Sco(mastery_score=80)]}, failed_12(), "Du fick 67 %, och det krävs 80 %."),
        ({"standard": SCORM_2004}, failed_2004(), "Du fick 67 %."),
        ({}, {"core": {"lesson_status": "failed"}}, ""),
    ],
    ids=["1.2", "2004", "no score"],
)
def test_failed_test_says_so_and_what_remains_on_each_page(
    client: Client, amina: Person, options: dict[str, Any], cmi: dict[str, Any], score: str
) -> None:
    attempt = begin(amina, make_module("Läs", make_package(title=TITLE, **options), "Efteråt"), done=1)
    commit(attempt, cmi)

    for text in pages(client, attempt.module_version).values():
        assert "Inte godkänd än" in text
        assert not re.search("BAR|minuter kvar", text)
        assert ("1 svar blev fel" in text) == ("interactions" in cmi)
    for name in ("home", "module", "mine"):
        text = pages(client, attempt.module_version)[name]
        assert f"Du har inte blivit godkänd på ”{TITLE}” än. {score}".strip() in text
        assert "Du har inte läst ”Efteråt”" in text
        assert "Försök igen" in text


def test_failed_test_when_passed_later_is_failed_no_more(client: Client, amina: Person) -> None:
    attempt = begin(amina, make_module(make_package(title=TITLE), "Efteråt"))
    commit(attempt, {"core": {"lesson_status": "failed"}})
    commit(attempt, {"core": {"lesson_status": "passed"}})

    assert not progress(attempt).has_failed
    assert "Inte godkänd än" not in pages(client, attempt.module_version)["home"]


@pytest.mark.parametrize(("days", "words"), [(-3, "Skulle varit klar"), (10, "Senast"), (90, "Senast")])
@pytest.mark.parametrize("is_begun", [False, True])
def test_requirement_shows_its_day_and_who_on_each_page(
    client: Client, amina: Person, employment: Employment, days: int, words: str, is_begun: bool
) -> None:
    version = make_module("Läs", "Efteråt")
    due_on = timezone.localdate() + dt.timedelta(days=days)
    AssignmentFactory(unit=employment.unit, module=version.module, title="Undersköterska", due_on=due_on)
    if is_begun:
        begin(amina, version, done=1)

    for text in pages(client, version).values():
        assert words in text
        assert f"Ska göras av alla med titeln undersköterska i {employment.unit}" in text


@pytest.mark.both_engines
@pytest.mark.parametrize("path", ["/", "/mitt/", "/utbildningar/"])
def test_pages_when_more_packages_are_begun_cost_the_same(
    client: Client, amina: Person, employment: Employment, path: str
) -> None:
    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    def more() -> None:
        version = make_module(make_package([Sco("a"), Sco("b")], title=TITLE))
        attempt = begin(amina, version)
        commit(attempt, {"core": {"lesson_status": "failed"}}, sco="a")
        AssignmentFactory(unit=employment.unit, module=version.module)

    more()
    one = queries()
    more()
    more()

    assert queries() == one


@pytest.mark.both_engines
def test_module_begun_in_another_language_is_labelled_on_each_page(client: Client, amina: Person) -> None:
    page = make_module_page(TITLE, slug="hander", steps=[TEXT, TEXT])
    make_module_page("Practise your hands", slug="hander", language="en", steps=[TEXT, TEXT])
    begin(amina, page.module.versions.get(language="sv"), done=1)
    english = page.module.pages.get(locale__language_code="en")
    with translation.override("en"):
        paths = ["/en/", reverse("learner:mine"), english.url, english.get_parent().url]

    shown = {path: client.get(path).content.decode() for path in paths}

    assert [path for path, text in shown.items() if "Practise your hands" not in text] == []
    assert [path for path, text in shown.items() if "In Swedish" not in text] == []
