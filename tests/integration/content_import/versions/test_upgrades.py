"""Upgrades of modules to a new version of a package."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content_import.exceptions import UpgradeRefused
from content_import.health.enums import FindingCode
from content_import.packages.publishing import publish_as_module
from content_import.versions.upgrades import UpgradePage, pages_to_upgrade, plan_upgrade
from courses.models import ModulePage, Package
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import Attempt
from lms.records.models import Completion, VersionExpiry
from people.models import Person
from tests.factories.courses import make_site
from tests.factories.packages import Sco, make_package
from tests.factories.people import EmploymentFactory, MunicipalityFactory
from tests.factories.tracking import body, relaunch, send
from tests.integration.content_import.health.test_health_admin import report_of
from tests.integration.content_import.packages.test_package_admin import NAMES, signed_in
from tests.integration.courses.test_trainers_rights import trainer

pytestmark = pytest.mark.django_db
PASSED = {"core": {"lesson_status": "passed"}}
IN_60_DAYS = timezone.localdate() + dt.timedelta(days=60)


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    make_site()


@pytest.fixture
def old() -> Package:
    return make_package(items=[Sco("del-1"), Sco("del-2")], title="Nutrition")


@pytest.fixture
def page(old: Package) -> ModulePage:
    return publish_as_module(package=old)


def renew(old: Package, *parts: str) -> Package:
    items = [Sco(part, title=f"{part}, ny") for part in parts]
    return make_package(items=items, title="Nutrition", lineage=old.lineage)


def learn(client: Client, page: ModulePage, *passed: str) -> Attempt:
    """Return a person who has passed those parts."""
    person = EmploymentFactory().person
    attempt = start_attempt(person=person, module_version=page.module.versions.latest("number"), by=person)
    launch = relaunch(attempt)
    for number, part in enumerate(passed, start=1):
        assert send(client, launch, body(PASSED, sco=part, sequence=number)).status_code == 200
    return attempt


def form_url(package: Package, page: ModulePage) -> str:
    return reverse(f"{NAMES}:upgrade", args=[package.pk, page.pk])


@pytest.fixture
def shared_trainer() -> Person:
    return trainer(None)


def test_new_version_when_imported_leads_to_the_modules_with_an_older_one(
    old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    new = renew(old, "del-1", "del-2")

    shown = signed_in(shared_trainer).get(reverse(f"{NAMES}:inspect", args=[new.pk])).content.decode()

    assert form_url(new, page) in shown
    assert pages_to_upgrade(old, shared_trainer) == []


def test_plan_has_changes_and_number_of_people(client: Client, old: Package, page: ModulePage) -> None:
    learn(client, page, "del-1")
    learn(client, page, "del-1", "del-2")
    learn(client, page)

    plan = plan_upgrade(page, renew(old, "del-1", "del-3"))

    ((compared, fit),) = plan.fits
    assert compared == old
    assert [[item.identifier for item in items] for items in (fit.kept, fit.added, fit.gone)] == [
        ["del-1"],
        ["del-3"],
        ["del-2"],
    ]
    assert (plan.in_the_middle, plan.completed, plan.allows_moving) == (2, 1, False)


def test_upgrade_when_people_stay_lets_them_finish_on_theirs(
    client: Client, old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    attempt = learn(client, page, "del-1")

    version, moved = UpgradePage(
        page=page, package=renew(old, "del-1", "del-2"), by=shared_trainer, moves=False
    ).run()

    attempt.refresh_from_db()
    assert (moved, attempt.module_version_id == version.pk) == (0, False)
    assert send(client, relaunch(attempt), body(PASSED, sco="del-2")).json()["module_is_done"]
    assert Completion.objects.get().module_version != version


def test_upgrade_when_people_move_keeps_what_they_had_done(
    client: Client, old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    attempt = learn(client, page, "del-1")
    client_of = signed_in(shared_trainer)
    new = renew(old, "del-1", "del-2", "del-3")

    answer = client_of.post(form_url(new, page), {"middle": "move", "completions": "hold"}, follow=True)

    assert "1 person moved over." in answer.content.decode()
    launch = relaunch(Attempt.objects.get())
    assert launch.package_attempt.package == new
    assert not send(client, launch, body(PASSED, sco="del-2")).json()["module_is_done"]
    assert send(client, launch, body(PASSED, sco="del-3", sequence=2)).json()["module_is_done"]
    assert Completion.objects.get().attempt_uuid == attempt.uuid


@pytest.mark.both_engines
def test_upgrade_with_renewal_shows_last_day_and_can_be_withdrawn(
    client: Client, old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    learn(client, page, "del-1", "del-2")
    new = renew(old, "del-1", "del-2")
    client_of = signed_in(shared_trainer)
    data = {"middle": "stay", "completions": "redo", "last_valid_on": IN_60_DAYS.isoformat()}

    assert client_of.post(form_url(new, page), data).status_code == 302

    assert Completion.objects.get().valid_until == IN_60_DAYS
    inspect = reverse(f"{NAMES}:inspect", args=[new.pk])
    withdraw = reverse(f"{NAMES}:withdraw_renewal", args=[new.pk, page.pk])
    assert withdraw in client_of.get(inspect).content.decode()
    assert client_of.post(withdraw, {"renewal": "none such"}).status_code == 404
    client_of.post(withdraw, {"renewal": VersionExpiry.objects.get().pk})
    assert Completion.objects.get().valid_until is None


@pytest.mark.parametrize("day", ["", "2020-01-01", "snart"])
@pytest.mark.both_engines
def test_upgrade_when_day_is_missing_or_past_is_refused(
    old: Package, page: ModulePage, shared_trainer: Person, day: str
) -> None:
    new = renew(old, "del-1", "del-2")
    data = {"middle": "stay", "completions": "redo", "last_valid_on": day}

    answer = signed_in(shared_trainer).post(form_url(new, page), data)

    assert answer.context["form"].errors.keys() == {"last_valid_on"}
    assert not VersionExpiry.objects.exists()


def test_upgrade_when_parts_are_gone_does_not_offer_to_move(
    client: Client, old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    attempt = learn(client, page, "del-1")
    new = renew(old, "del-1")

    answer = signed_in(shared_trainer).post(form_url(new, page), {"middle": "move", "completions": "hold"})

    assert answer.context["form"].errors.keys() == {"middle"}
    attempt.refresh_from_db()
    assert attempt.module_version == page.module.versions.get()


def test_upgrade_when_the_page_has_changes_waits_for_them(
    old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    new = renew(old, "del-1", "del-2")
    page.title = "Something else"
    page.save_revision()

    shown = signed_in(shared_trainer).get(form_url(new, page)).content.decode()

    assert "Publish with the new version" not in shown
    with pytest.raises(UpgradeRefused):
        UpgradePage(page=page, package=new, by=shared_trainer, moves=False).run()


@pytest.mark.both_engines
def test_upgrade_with_attempt_on_older_version_compares_with_it_too(
    client: Client, old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    attempt = learn(client, page, "del-2")
    UpgradePage(page=page, package=renew(old, "del-1"), by=shared_trainer, moves=False).run()
    page.refresh_from_db()
    third = make_package(items=[Sco("del-1", title="tredje")], title="Nutrition", lineage=old.lineage)
    client_of = signed_in(shared_trainer)

    plan = plan_upgrade(page, third)

    assert [(before.version, fit.allows_moving) for before, fit in plan.fits] == [(1, False), (2, True)]
    moving = client_of.post(form_url(third, page), {"middle": "move", "completions": "hold"})
    assert moving.context["form"].errors.keys() == {"middle"}
    assert client_of.post(form_url(third, page), {"middle": "stay", "completions": "hold"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.module_version == page.module.versions.earliest("number")


@pytest.mark.both_engines
def test_upgrade_to_a_dangerous_version_is_not_offered_nor_taken(
    old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    new = renew(old, "del-1", "del-2")
    report_of(new, FindingCode.HANGS)
    client_of = signed_in(shared_trainer)

    shown = client_of.get(form_url(new, page)).content.decode()
    client_of.post(form_url(new, page), {"middle": "stay", "completions": "hold"})

    assert "is dangerous to learners." in shown
    assert "Publish with the new version" not in shown
    assert page.module.versions.count() == 1


@pytest.mark.both_engines
def test_upgrade_when_done_already_is_refused(old: Package, page: ModulePage, shared_trainer: Person) -> None:
    new = renew(old, "del-1", "del-2")
    UpgradePage(page=page, package=new, by=shared_trainer, moves=False).run()

    with pytest.raises(UpgradeRefused):
        UpgradePage(page=page, package=new, by=shared_trainer, moves=False).run()


def test_upgrade_when_it_is_another_municipalitys_is_not_there(old: Package, page: ModulePage) -> None:
    new = renew(old, "del-1", "del-2")
    stranger = trainer(MunicipalityFactory())

    for url in (form_url(new, page), reverse(f"{NAMES}:withdraw_renewal", args=[new.pk, page.pk])):
        answer = signed_in(stranger).post(url, {"middle": "move", "completions": "redo"})
        assert answer.status_code in {302, 403, 404}
    assert page.module.versions.count() == 1
    assert pages_to_upgrade(new, stranger) == []


def test_upgrade_page_without_the_same_parts_or_people_says_so_in_words(
    old: Package, page: ModulePage, shared_trainer: Person
) -> None:
    new = renew(old, "del-7")

    shown = signed_in(shared_trainer).get(form_url(new, page)).content.decode()

    for sentence in ("No part is the same.", "Nobody is in the middle.", "Nobody is done."):
        assert sentence in shown
    assert "0 people" not in shown
