"""The demo content is complete, seeding is idempotent, and it is refused where not allowed."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.images import get_image_model

from courses.enums import PackageKind
from courses.languages.lag import lag_of
from courses.languages.texts import TextState, texts_to_translate
from courses.models import ModulePage, ModuleVersion, Package, SeminarPage
from demo.seeding.accounts import ACCOUNTS, PASSWORD
from demo.seeding.seed import is_complete
from lms.attempts.models import Attempt, JournalEntry
from lms.question_statistics.models import Answer, PublishedQuestions
from lms.records.models import Assignment, Completion
from people.access.permissions import reach_of
from people.models import Employment, Municipality, Person, Unit
from tests.factories.courses import make_site
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.both_engines, pytest.mark.slow]

MODELS = (
    *(Person, Employment, Unit, Package, ModulePage, ModuleVersion, SeminarPage, Completion, Assignment),
    *(Attempt, JournalEntry, Answer, get_image_model()),
)


def seed(*arguments: str) -> None:
    call_command("seed_demo", *arguments, stdout=StringIO())


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


@pytest.mark.django_db(transaction=True)
def test_seed_demo_twice_gives_everything_once() -> None:
    make_site()  # the root of the page tree comes by a migration, which other tests may have flushed
    seed()
    first = counts()
    seed()
    seed("--if-empty")

    assert counts() == first
    assert is_complete()
    today = timezone.localdate()
    employed = Employment.objects.on_day(today).values("person").distinct().count()
    assert 550 <= employed <= 700
    assert Municipality.objects.filter(units__isnull=False).distinct().count() == 13
    assert ModulePage.objects.filter(locale__language_code="en").count() >= 2
    assert Completion.objects.earliest("achieved_on").achieved_on < today - timezone.timedelta(days=600)
    assert not Completion.objects.filter(achieved_on__gt=today).exists()
    assert not [
        name for name in Person.objects.values_list("username", flat=True) if re.search(r"\d{3}", name)
    ]
    packages = PublishedQuestions.objects.exclude(package__kind=PackageKind.NATIVE)
    assert packages.count() == 4
    assert all(len(published.questions) >= 4 for published in packages)
    native = PublishedQuestions.objects.filter(package__kind=PackageKind.NATIVE)
    assert native.count() == Package.objects.filter(kind=PackageKind.NATIVE).count() == 19
    assert all(published.questions for published in native)
    assert_accounts_work()
    assert_nobody_overlaps()
    assert_translation_lags_behind()


def assert_translation_lags_behind() -> None:
    page = ModulePage.objects.live().get(module__slug="trygghetslarm-i-molndal", locale__language_code="en")
    lag = lag_of(page)
    assert lag is not None
    assert lag.summary == "1 ändrat."
    assert {text.state for text in texts_to_translate(page)} == {TextState.DONE}


def assert_accounts_work() -> None:
    people = {account.username: Person.objects.get(username=account.username) for account in ACCOUNTS}
    assert all(person.check_password(PASSWORD) for person in people.values())
    amina, lena, mats, rut, tora, tove = (reach_of(person) for person in people.values())
    assert not amina.sees_figures
    assert [unit.name for unit in lena.managed_units] == ["Hemtjänst Åby"]
    assert [municipality.name for municipality in mats.administered] == ["Mölndal"]
    assert (rut.coordinates, rut.manages) == (True, False)
    assert (tora.trains_shared, [m.name for m in tove.trains_for]) == (True, ["Mölndal"])


def assert_nobody_overlaps() -> None:
    """Assert that the employments, written in bulk, satisfy the rule of the actions."""
    last: dict[tuple[int, int], Any] = {}
    for job in Employment.objects.order_by("valid_from"):
        before = last.get((job.person_id, job.unit_id))
        assert before is None or (before.valid_to and before.valid_to < job.valid_from)
        last[job.person_id, job.unit_id] = job


@pytest.mark.django_db
def test_seed_demo_in_production_is_refused(settings: Any) -> None:
    settings.DEMO_CONTENT_ALLOWED = False
    with pytest.raises(CommandError, match="production"):
        seed()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_seed_demo_where_others_are_is_refused() -> None:
    PersonFactory()
    seed("--if-empty")
    with pytest.raises(CommandError, match="people here already"):
        seed()
    assert Person.objects.count() == 1


def test_production_settings_allow_no_demo_content() -> None:
    from lms.settings import base

    assert base.DEMO_CONTENT_ALLOWED is False


@pytest.mark.django_db
def test_show_welcome_without_demo_content_prints_address_alone(settings: Any) -> None:
    said = StringIO()
    call_command("show_welcome", stdout=said)
    assert said.getvalue().split() == ["Närlära:", settings.SITE_ORIGIN]
