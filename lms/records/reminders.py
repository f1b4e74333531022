"""What of a reminder still applies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from courses.models import Module
from lms.people.models import Notice
from lms.records.models import Completion, Reminder
from lms.records.queries import remaining_for
from lms.records.titles import module_titles


def modules_still_late(reminder: Reminder, day: dt.date) -> list[Module]:
    """Return the modules that the reminder named and that are late still, the most urgent first.

    Late at the employer that sent it, and not completed since: what became late again is another matter.
    """
    named = set(reminder.reminded_modules.values_list("module", flat=True))
    done = Completion.objects.filter(
        person=reminder.person, module__in=named, achieved_at__gte=reminder.sent_at
    )
    left = named.difference(done.values_list("module", flat=True))
    remaining = remaining_for(reminder.person, day, employer=reminder.municipality_id)
    return [one.module for one in remaining if one.is_late and one.module.pk in left]


def details_of_reminder(notice: Notice) -> dict[str, Any] | None:
    """Return the details of a reminder's notice as they are today; None where nothing is late any more.

    The modules are named in the language that is active, the reader's.
    """
    reminder = Reminder.objects.filter(notice=notice).select_related("person").first()
    if reminder is None:  # it was sent before reminders were linked with their notices
        return dict(notice.details)
    late = modules_still_late(reminder, timezone.localdate())
    if not late:
        return None
    titles = module_titles(late)
    details = {name: value for name, value in notice.details.items() if not name.startswith("modules_")}
    return {**details, "modules": get_text_list([titles[module.pk] for module in late], _("and"))}
