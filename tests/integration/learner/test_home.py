"""The start page: the module to resume, remaining modules, and search by length."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Module
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.learner.queries import home_of, learning_of
from people.enums import NoticeKind
from people.messages.notices import send_notice
from people.models import Employment, Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager
from tests.factories.records import AssignmentFactory, make_completion

pytestmark = pytest.mark.django_db
STEPS = [("text", {"title": title, "body": "<p>x</p>"}) for title in ("Ett", "Två", "Tre")]


@pytest.fixture
def employment() -> Employment:
    return EmploymentFactory()


@pytest.fixture
def amina(employment: Employment) -> Person:
    return employment.person


def begin(person: Person, title: str, *, done: int = 0) -> Module:
    """Create a begun attempt of `person` at a module of three steps, with the first `done` completed."""
    version = make_module_page(title, steps=STEPS, minutes=12).module.versions.get()
    attempt = start_attempt(person=person, module_version=version, by=person)
    for step in version.steps[:done]:
        mark_step_done(attempt=attempt, step_id=step["id"], by=person)
    return version.module


def words(client: Client, path: str = "/") -> str:
    """Return the visible text of the page."""
    page = client.get(path).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def test_home_when_something_was_begun_starts_there(amina: Person) -> None:
    begin(amina, "Samtalet", done=1)

    first = home_of(amina, timezone.localdate()).first

    assert first is not None
    assert (first.title, first.is_begun) == ("Samtalet", True)
    assert (first.progress.step, first.progress.minutes_left) == (2, 8)


def test_home_when_several_were_begun_starts_with_the_latest(amina: Person) -> None:
    begin(amina, "Först")
    begin(amina, "Sedan")

    home = home_of(amina, timezone.localdate())

    assert (home.first.title, [item.title for item in home.todo]) == ("Sedan", ["Först"])


def test_home_when_nothing_was_begun_starts_with_the_most_urgent(
    amina: Person, employment: Employment
) -> None:
    today = timezone.localdate()
    for title, days in (("Senare", 90), ("Sen", -3), ("Snart", 10)):
        module = make_module_page(title).module
        AssignmentFactory(unit=employment.unit, module=module, due_on=today + dt.timedelta(days=days))

    home = home_of(amina, today)

    found = [(item.title, item.status.is_late, item.status.is_soon) for item in [home.first, *home.todo]]
    assert found == [("Sen", True, False), ("Snart", False, True), ("Senare", False, False)]


def test_home_when_a_begun_module_is_assigned_shows_it_once(amina: Person, employment: Employment) -> None:
    module = begin(amina, "Samtalet")
    AssignmentFactory(unit=employment.unit, module=module)

    home = home_of(amina, timezone.localdate())

    assert (home.first.title, home.first.status.due_on is not None, home.todo) == ("Samtalet", True, [])


def test_home_with_a_notice_has_one_main_button_and_it_comes_first(client: Client, amina: Person) -> None:
    begin(amina, "Öva på händerna", done=1)
    send_notice(NoticeKind.REMINDER, person=amina, by="Åsa Öberg", modules="Läkemedel")
    client.force_login(amina)

    page = client.get("/").content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    buttons = re.findall(r'class="ds-button[^"]*"( data-variant="\w+")?[^>]*>\s*(\w+)', main)
    assert [words for variant, words in buttons if not variant] == ["Fortsätt"]
    assert main.index("Fortsätt") < main.index("Åsa Öberg påminner dig om Läkemedel")


def test_home_when_everything_is_done_says_so_kindly(client: Client, amina: Person) -> None:
    make_completion(amina, make_module_page("Samtalet").module.versions.get())
    client.force_login(amina)

    assert "Inget väntar på dig" in words(client) or "Nothing is waiting for you" in words(client)


def test_home_for_someone_without_employment_opens(client: Client) -> None:
    make_site()
    client.force_login(PersonFactory())

    assert client.get("/").status_code == 200


def test_home_of_a_manager_leads_to_the_unit(client: Client, employment: Employment) -> None:
    make_site()
    client.force_login(make_manager(employment.unit))

    assert "Din enhet" in words(client) or "Your unit" in words(client)


def test_home_when_a_module_is_unpublished_keeps_its_name(amina: Person) -> None:
    module = begin(amina, "Samtalet")
    module.pages.get().unpublish()

    assert home_of(amina, timezone.localdate()).first.title == "Samtalet"


@pytest.mark.parametrize(
    ("is_begun", "is_left", "is_done", "is_said"),
    [
        (False, False, True, True),
        (True, False, True, False),
        (False, True, True, False),
        (False, False, False, False),
    ],
)
def test_own_page_says_that_nothing_remains_when_it_does(
    client: Client, employment: Employment, is_begun: bool, is_left: bool, is_done: bool, is_said: bool
) -> None:
    if is_begun:
        begin(employment.person, "Börjad", done=1)
    if is_left:
        AssignmentFactory(unit=employment.unit, module=make_module_page("Kvar").module)
    if is_done:
        make_completion(employment.person, make_module_page("Klar").module.versions.get())
    client.force_login(employment.person)

    assert ("Du har gjort allt som du ska göra just nu." in words(client, "/mitt/")) is is_said


@pytest.mark.both_engines
@pytest.mark.parametrize("path", ["/", "/mitt/"])
def test_learner_pages_when_there_is_more_cost_the_same(
    client: Client, amina: Person, employment: Employment, path: str
) -> None:
    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    def more(number: int) -> None:
        begin(amina, f"Börjad {number}", done=1)
        AssignmentFactory(unit=employment.unit, module=make_module_page(f"Kvar {number}").module)
        make_completion(amina, make_module_page(f"Klar {number}").module.versions.get())

    client.force_login(amina)
    more(1)
    one = queries()
    more(2)
    more(3)

    assert queries() == one


def test_learning_when_done_twice_shows_the_newest_and_the_earlier(amina: Person) -> None:
    today = timezone.localdate()
    version = make_module_page("Hygien", valid_months=12).module.versions.get()
    old = make_completion(amina, version, today - dt.timedelta(days=500))
    new = make_completion(amina, version, today - dt.timedelta(days=100))

    (done,) = learning_of(amina, today).done

    assert (done.newest, done.earlier, done.is_valid, done.title) == (new, (old,), True, "Hygien")


def test_learning_when_a_completion_expired_says_when(amina: Person) -> None:
    version = make_module_page("Hygien", valid_months=12).module.versions.get()
    make_completion(amina, version, timezone.localdate() - dt.timedelta(days=500))

    (done,) = learning_of(amina, timezone.localdate()).done

    assert (done.is_valid, done.is_ending) == (False, False)
