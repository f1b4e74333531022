"""Actions that send reminders to people who are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lms.records.api import NotPermitted, RemindedModule, Reminder
from lms.reports.queries.listing import late_people
from lms.reports.views.pages import offered_titles
from people.api import Municipality, Notice, NoticeKind, Person, Unit, reach_of, send_by_mail, send_notice


@dataclass(frozen=True)
class RemindResult:
    """Numbers of people: reminded, of these also by e-mail, and left out."""

    people: int
    mailed: int
    left_out: int


@transaction.atomic
def remind_late(
    *, place: Municipality | Unit, people: Collection[int], by: Person, module: int | None = None
) -> RemindResult:
    """Send one notice to each of `people` who is late in the place, about all modules that are late there.

    `module` limits this to people who are late with that module; their notice still lists all late modules,
    since the next reminder can be sent after seven days at the earliest. People are left out who are not
    employed in the place, are no longer late, or were reminded by any employer within `REMINDER_INTERVAL`.
    Raise NotPermitted if the people of the place are outside the reach of `by`.
    """
    _require_reach(place, by)
    day = timezone.localdate()
    # A lock on each person, so that two managers at once do not both send a reminder.
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").in_bulk()
    last = {one.person_id: one for one in Reminder.objects.latest_each().filter(person__in=locked)}
    due = {key for key in locked if key not in last or last[key].next_on <= day}
    titles = _titles_by_language(place)
    notices: list[Notice] = []
    for late in late_people(place, day, list(titles[settings.LANGUAGE_CODE]), people=due):
        modules = [row.module for row in late.rows]
        if module is None or module in modules:
            person = locked[late.employed.person]
            texts = _titles_of(modules, titles)
            notice = send_notice(NoticeKind.REMINDER, person=person, by=str(by), **texts)
            _create_reminder(notice, modules, late.employed.employer, by, day, last.get(person.pk))
            notices.append(notice)
    mailed = send_by_mail(notices=notices)
    return RemindResult(len(notices), mailed, len(set(people)) - len(notices))


def _titles_by_language(place: Municipality | Unit) -> dict[str, dict[int, str]]:
    """Return language -> module -> title for the modules of the place."""
    titles = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles[language] = offered_titles(place)
    return titles


def _titles_of(modules: Collection[int], titles: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """Return the list of titles as text: `modules` in the site's language, `modules_<code>` in others."""
    texts = {}
    for language, names in titles.items():
        with translation.override(language):
            texts[language] = get_text_list([names[key] for key in modules], _("and"))
    default = texts.pop(settings.LANGUAGE_CODE)
    others = {f"modules_{language}": text for language, text in texts.items() if text != default}
    return {"modules": default, **others}


def _require_reach(place: Municipality | Unit, by: Person) -> None:
    reach = reach_of(by)
    may = reach.covers_unit(place) if isinstance(place, Unit) else reach.covers_municipality(place)
    if not may:
        raise NotPermitted


def _create_reminder(
    notice: Notice,
    modules: Collection[int],
    employer: int,
    by: Person,
    day: dt.date,
    follows: Reminder | None,
) -> None:
    reminder = Reminder.objects.create(
        person=notice.person,
        municipality_id=employer,
        sent_by=by,
        sent_at=notice.created_at,
        sent_on=day,
        notice=notice,
        follows=follows,
        not_before=follows.next_on if follows else None,
    )
    RemindedModule.objects.bulk_create(RemindedModule(reminder=reminder, module_id=key) for key in modules)
