"""Queries for the reminders that still apply."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from courses.api import Module
from lms.records.api import Completion, Reminder, module_titles
from lms.requirements.api import last_valid_days, remaining_for
from people.api import Notice


def modules_still_late(reminders: Collection[Reminder], day: dt.date) -> dict[int, list[Module]]:
    """Return reminder -> modules named in it that are still late, most urgent first.

    Late at the employer that sent it, and not completed since: a module that became late again is excluded.
    One query, and one for each employer of each person; `reminded_modules` should be prefetched.
    """
    completions = _completions_of(reminders)
    late = _late_modules(reminders, completions, day)
    completed = {(one.person_id, one.module_id): one.achieved_at for one in completions}
    still_late = {}
    for reminder in reminders:
        named = {one.module_id for one in reminder.reminded_modules.all()}
        done = {
            module
            for module in named
            if (last := completed.get((reminder.person_id, module))) and last >= reminder.sent_at
        }
        own = late[reminder.person_id, reminder.municipality_id]
        still_late[reminder.pk] = [module for module in own if module.pk in named - done]
    return still_late


def details_of_reminders(notices: Sequence[Notice]) -> dict[int, dict[str, Any]]:
    """Return the present details of notices of reminders, without notices where nothing is late any more.

    Titles are in the active language. At most five queries, and one for each employer.
    """
    reminders = {one.notice_id: one for one in _reminders_of(notices)}
    late = modules_still_late(reminders.values(), timezone.localdate())
    titles = module_titles({module for modules in late.values() for module in modules})
    details = {}
    for notice in notices:
        reminder = reminders.get(notice.pk)
        if reminder is None:  # sent before reminders were linked with their notices
            details[notice.pk] = dict(notice.details)
        elif modules := late[reminder.pk]:
            details[notice.pk] = _details(notice, [titles[module.pk] for module in modules])
    return details


def _reminders_of(notices: Iterable[Notice]) -> Iterable[Reminder]:
    reminders = Reminder.objects.filter(notice__in=notices).select_related("person")
    return reminders.prefetch_related("reminded_modules")


def _completions_of(reminders: Iterable[Reminder]) -> list[Completion]:
    """Return the completions of all people who were reminded, in ascending order of time."""
    people = {one.person_id for one in reminders}
    return list(Completion.objects.with_end().filter(person__in=people).order_by("achieved_at"))


def _late_modules(
    reminders: Iterable[Reminder], completions: Iterable[Completion], day: dt.date
) -> dict[tuple[int, int], list[Module]]:
    """Return (person id, employer id) -> modules late there on `day`, for the pairs in `reminders`.

    `completions` are loaded `with_end`.
    """
    people = {(one.person_id, one.municipality_id): one.person for one in reminders}
    late = {}
    for (key, employer), person in people.items():
        done = [one for one in completions if one.person_id == key and one.achieved_on <= day]
        remaining = remaining_for(person, day, last_valid_days(done), employer=employer)
        late[key, employer] = [one.module for one in remaining if one.is_late]
    return late


def _details(notice: Notice, titles: list[str]) -> dict[str, Any]:
    details = {name: value for name, value in notice.details.items() if not name.startswith("modules_")}
    return {**details, "modules": get_text_list(titles, _("and"))}
