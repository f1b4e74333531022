"""Reminders of late modules: senders, recipients, content, and the interval of seven days."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from courses.models import ModuleVersion
from lms.records.exceptions import NotPermitted
from lms.records.models import RemindedModule, Reminder
from lms.reports.actions import RemindLate, RemindResult
from people.enums import NoticeKind, RoleKind
from people.models import Municipality, Notice, Person, Unit
from tests.factories.courses import make_module_page, make_module_version
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)
from tests.factories.records import AssignmentFactory, ExemptionFactory, make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def version(unit: Unit) -> ModuleVersion:
    """Create a module that is late for everybody in the unit."""
    return assigned(unit, "Basala hygienrutiner", days_ago=10)


@pytest.fixture
def manager(unit: Unit) -> Person:
    return make_manager(unit, first_name="Åsa", last_name="Öberg")


@pytest.fixture
def signed_in(client: Client, manager: Person) -> Client:
    client.force_login(manager)
    return client


def assigned(unit: Unit, title: str, *, days_ago: int) -> ModuleVersion:
    version = make_module_version(title)
    AssignmentFactory(unit=unit, module=version.module, due_on=timezone.localdate() - days_ago * DAY)
    return version


def employ(unit: Unit, last_name: str = "Ängström", **kwargs: Any) -> Person:
    person = PersonFactory(first_name="Örjan", last_name=last_name, **kwargs)
    EmploymentFactory(person=person, unit=unit)
    return person


def remind(client: Client, unit: Unit, people: list[Person | int], **query: object) -> str:
    """Press the button for those ticked; return the list that it leads to."""
    keys = [one if isinstance(one, int) else one.pk for one in people]
    kept = urlencode({"standing": "late", **query})
    answer = client.post(f"{reverse('reports:remind', args=[unit.pk])}?{kept}", {"person": keys})
    assert answer.url == f"{reverse('reports:list', args=[unit.pk])}?{kept}"
    return client.get(answer.url).content.decode()


def test_reminder_of_several_modules_is_one_notice(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    assigned(unit, "Läkemedel för äldre", days_ago=40)
    late = employ(unit)

    found = RemindLate(place=unit, people=[late.pk], by=manager).run()

    assert found == RemindResult(people=1, mailed=0, left_out=0)
    notice = late.notices.get()
    assert notice.kind == NoticeKind.REMINDER
    assert notice.details == {
        "by": "Åsa Öberg",
        "modules": "Läkemedel för äldre och Basala hygienrutiner",
        "modules_en": "Läkemedel för äldre and Basala hygienrutiner",
    }
    assert late.reminders.values_list("sent_by", "municipality", "sent_on", "notice").get() == (
        manager.pk,
        unit.municipality_id,
        timezone.localdate(),
        notice.pk,
    )
    assert RemindedModule.objects.count() == 2


def test_reminder_on_the_start_page_names_module_and_manager(
    client: Client, unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    late = employ(unit)
    RemindLate(place=unit, people=[late.pk], by=manager).run()
    client.force_login(late)

    html = client.get(reverse("account_notices")).content.decode()

    assert "Åsa Öberg påminner dig om Basala hygienrutiner" in html
    assert f'href="{reverse("learner:mine")}"' in html


@pytest.mark.parametrize("sent_in", ["sv", "en"])
@pytest.mark.parametrize(
    ("read_in", "words"),
    [
        ("sv", "Åsa Öberg påminner dig om Öva på händerna och Läkemedel, som"),
        ("en", "Åsa Öberg reminds you of Practise your hands and Läkemedel, which"),
    ],
)
def test_reminder_names_modules_in_the_readers_language(
    client: Client, unit: Unit, manager: Person, sent_in: str, read_in: str, words: str
) -> None:
    page = make_module_page("Öva på händerna", slug="hander")
    make_module_page("Practise your hands", slug="hander", language="en")
    today = timezone.localdate()
    AssignmentFactory(unit=unit, module=page.module, due_on=today - 40 * DAY, created_by=manager)
    assigned(unit, "Läkemedel", days_ago=10)
    late = employ(unit)

    with translation.override(sent_in):
        RemindLate(place=unit, people=[late.pk], by=manager).run()

    client.force_login(late)
    with translation.override(read_in):
        url = reverse("account_notices")
    assert words in client.get(url).content.decode()


def test_reminder_of_who_is_not_late_is_left_out(unit: Unit, version: ModuleVersion, manager: Person) -> None:
    late, done, exempt, away = (employ(unit) for _ in range(4))
    make_completion(done, version)
    ExemptionFactory(person=exempt, module=version.module)
    LeaveFactory(person=away)

    found = RemindLate(place=unit, people=[late.pk, done.pk, exempt.pk, away.pk], by=manager).run()

    assert found == RemindResult(people=1, mailed=0, left_out=3)
    assert list(Reminder.objects.values_list("person", flat=True)) == [late.pk]


def test_reminder_from_the_list_of_a_module_names_all_that_is_late(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    other = assigned(unit, "Läkemedel", days_ago=40)
    late, done = employ(unit), employ(unit)
    make_completion(done, other)

    found = RemindLate(place=unit, people=[late.pk, done.pk], by=manager, module=other.module_id).run()

    assert found == RemindResult(people=1, mailed=0, left_out=1)
    assert late.notices.get().details["modules"] == "Läkemedel och Basala hygienrutiner"
    assert not done.notices.exists()


def test_reminders_from_the_lists_of_three_modules_are_one(
    signed_in: Client, unit: Unit, version: ModuleVersion
) -> None:
    versions = [
        version,
        assigned(unit, "Läkemedel", days_ago=40),
        assigned(unit, "Fallprevention", days_ago=2),
    ]
    late = employ(unit)

    pages = [remind(signed_in, unit, [late], module=one.module_id) for one in versions]

    assert late.notices.get().details["modules"] == "Läkemedel, Basala hygienrutiner och Fallprevention"
    assert ["1 person har fått en påminnelse på sin startsida." in page for page in pages] == [
        True,
        False,
        False,
    ]
    assert "1 fick ingen: redan klar, eller påmind under de senaste sju dagarna." in pages[2]


@pytest.mark.parametrize(("days", "times"), [(0, 1), (1, 1), (6, 1), (7, 2), (30, 2)])
def test_reminder_again_is_sent_after_seven_days(
    unit: Unit, version: ModuleVersion, manager: Person, days: int, times: int
) -> None:
    late, colleague = employ(unit), make_manager(unit)
    RemindLate(place=unit, people=[late.pk], by=manager).run()

    with time_machine.travel(timezone.localdate() + days * DAY):
        again = RemindLate(place=unit, people=[late.pk], by=colleague).run()

    assert again.people == times - 1
    assert late.notices.count() == late.reminders.count() == times


def test_reminder_of_what_became_late_since_waits_for_seven_days(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    late = employ(unit)
    RemindLate(place=unit, people=[late.pk], by=manager).run()
    assigned(unit, "Läkemedel", days_ago=1)

    at_once = RemindLate(place=unit, people=[late.pk], by=manager).run()
    with time_machine.travel(timezone.localdate() + 7 * DAY):
        RemindLate(place=unit, people=[late.pk], by=manager).run()

    assert at_once == RemindResult(people=0, mailed=0, left_out=1)
    assert [notice.details["modules"] for notice in late.notices.order_by("pk")] == [
        "Basala hygienrutiner",
        "Basala hygienrutiner och Läkemedel",
    ]


@pytest.mark.django_db(transaction=True)
def test_reminders_of_two_managers_at_once_are_one(unit: Unit, version: ModuleVersion) -> None:
    late = [employ(unit) for _ in range(3)]
    managers = [make_manager(unit) for _ in range(4)]
    ready, found = threading.Barrier(len(managers)), []

    def press(manager: Person) -> None:
        try:
            ready.wait()
            found.append(RemindLate(place=unit, people=[one.pk for one in late], by=manager).run().people)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[manager]) for manager in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [0, 0, 0, 3]
    assert Notice.objects.count() == Reminder.objects.count() == 3


def test_second_first_reminder_is_refused_by_the_database(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    late = employ(unit)
    RemindLate(place=unit, people=[late.pk], by=manager).run()
    first = late.reminders.get()
    common = {
        "person": late,
        "municipality": unit.municipality,
        "sent_by": manager,
        "sent_on": first.sent_on,
    }

    for faulty in ({}, {"follows": first}, {"follows": first, "not_before": first.next_on}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**common, **faulty)


def test_two_followers_of_a_reminder_are_refused_by_the_database(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    late = employ(unit)
    RemindLate(place=unit, people=[late.pk], by=manager).run()
    first = late.reminders.get()
    follower = Reminder(
        person=late,
        municipality=unit.municipality,
        sent_by=manager,
        sent_on=first.next_on,
        follows=first,
        not_before=first.next_on,
    )
    follower.save()
    follower.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        follower.save()


def test_reminder_of_people_elsewhere_reminds_nobody(
    signed_in: Client, unit: Unit, version: ModuleVersion
) -> None:
    sister = make_unit("Hemtjänst Ö", parent=unit.get_parent())
    foreign = make_unit("Omsorg", municipality=Municipality.objects.create(code="9999", name="Utland"))
    strangers = []
    for place in (sister, foreign, unit.get_parent()):
        AssignmentFactory(unit=place, module=version.module, due_on=timezone.localdate() - DAY)
        strangers.append(employ(place))
    late = employ(unit)

    html = remind(signed_in, unit, [*strangers, late, 10**12, 10**17])

    assert list(Reminder.objects.values_list("person", flat=True)) == [late.pk]
    assert list(Notice.objects.values_list("person", flat=True)) == [late.pk]
    assert "1 person har fått en påminnelse på sin startsida." in html


def test_reminder_in_a_unit_out_of_reach_is_refused(
    signed_in: Client, unit: Unit, manager: Person, version: ModuleVersion
) -> None:
    sister = make_unit("Hemtjänst Ö", parent=unit.get_parent())
    AssignmentFactory(unit=sister, module=version.module, due_on=timezone.localdate() - DAY)
    stranger = employ(sister)

    for place in (sister, unit.get_parent()):
        url = reverse("reports:remind", args=[place.pk])
        assert signed_in.post(url, {"person": [stranger.pk]}).status_code == 404
        with pytest.raises(NotPermitted):
            RemindLate(place=place, people=[stranger.pk], by=manager).run()
    municipality = reverse("reports:municipality_remind", args=[unit.municipality_id])
    assert signed_in.post(municipality, {"person": [stranger.pk]}).status_code == 404
    with pytest.raises(NotPermitted):
        RemindLate(place=unit.municipality, people=[stranger.pk], by=manager).run()
    assert not Reminder.objects.exists()


def test_reminder_by_the_administrator_reaches_the_municipality(
    client: Client, unit: Unit, version: ModuleVersion
) -> None:
    late = employ(unit)
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality))

    client.post(reverse("reports:municipality_remind", args=[unit.municipality_id]), {"person": [late.pk]})

    assert late.reminders.count() == 1


def test_reminder_of_everyone_takes_those_that_the_page_showed(
    signed_in: Client, unit: Unit, version: ModuleVersion
) -> None:
    first, second = employ(unit, "Ek"), employ(unit, "Åkerlund-Särskilt Långt Efternamn")
    page = signed_in.get(reverse("reports:list", args=[unit.pk]), {"standing": "late"}).content.decode()
    came_later = employ(unit)

    signed_in.post(
        reverse("reports:remind", args=[unit.pk]),
        {"everyone": "1", "shown": [first.pk, second.pk], "person": [first.pk]},
    )

    assert "Påminn 2 som är sena" in page
    assert set(Reminder.objects.values_list("person", flat=True)) == {first.pk, second.pk}
    assert not came_later.notices.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Ingen var förkryssad."),
        ({"person": [""]}, "Det gick inte att läsa"),
        ({"person": ["å", "1"]}, "Det gick inte att läsa"),
        ({"person": ["-1"]}, "Det gick inte att läsa"),
        ({"everyone": "1", "shown": ["1"] * 201}, "Det gick inte att läsa"),
    ],
)
def test_reminder_form_that_is_empty_or_wrong_says_what_to_do(
    signed_in: Client, unit: Unit, version: ModuleVersion, data: dict[str, Any], message: str
) -> None:
    employ(unit)

    answer = signed_in.post(reverse("reports:remind", args=[unit.pk]), data, follow=True)

    assert message in answer.content.decode()
    assert not Reminder.objects.exists()


def test_reminder_by_get_is_refused(signed_in: Client, unit: Unit) -> None:
    assert signed_in.get(reverse("reports:remind", args=[unit.pk])).status_code == 405
