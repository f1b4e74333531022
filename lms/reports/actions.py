"""Reminding those who are late."""

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
class Reminded:
    """How many people were reminded, how many of them by e-mail too, and how many were left out."""

    people: int
    mailed: int
    left_out: int


@transaction.atomic
def remind_late(
    *, place: Municipality | Unit, people: Collection[int], by: Person, module: int | None = None
) -> Reminded:
    """Remind those of `people` who are late in the place, with one notice each of all that is late there.

    With `module` those who are late with that one, of all that is late all the same: the next reminder comes
    in seven days at the earliest. Left out is who is not employed in the place or not late any more, and who
    was reminded within `REMINDER_INTERVAL`, by whichever employer. Raises NotPermitted where `by` does not
    see the place's people.
    """
    _require_reach(place, by)
    day = timezone.localdate()
    # A lock on each person, lest two managers at once both find that nobody was reminded.
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").in_bulk()
    last = {one.person_id: one for one in Reminder.objects.latest_each().filter(person__in=locked)}
    due = {key for key in locked if key not in last or last[key].next_on <= day}
    titles = _titles_by_language(place)
    notices: list[Notice] = []
    for late in late_people(place, day, list(titles[settings.LANGUAGE_CODE]), people=due):
        modules = [row.module for row in late.rows]
        if module is None or module in modules:
            person = locked[late.employed.person]
            words = _titles_of(modules, titles)
            notice = send_notice(NoticeKind.REMINDER, person=person, by=str(by), **words)
            _create_reminder(notice, modules, late.employed.employer, by, day, last.get(person.pk))
            notices.append(notice)
    mailed = send_by_mail(notices=notices)
    return Reminded(len(notices), mailed, len(set(people)) - len(notices))


def _titles_by_language(place: Municipality | Unit) -> dict[str, dict[int, str]]:
    """Return the titles of the place's modules in each language, whichever the manager reads."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = offered_titles(place)
    return found


def _titles_of(modules: Collection[int], titles: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """Return the modules in words: `modules` in the site's language, and others by their language's code."""
    words = {}
    for language, names in titles.items():
        with translation.override(language):
            words[language] = get_text_list([names[key] for key in modules], _("and"))
    usual = words.pop(settings.LANGUAGE_CODE)
    others = {f"modules_{language}": text for language, text in words.items() if text != usual}
    return {"modules": usual, **others}


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
