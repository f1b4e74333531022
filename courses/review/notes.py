"""Notes on the dashboard about reviews that are due."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.dashboard.registry import Note
from courses.models.pages import REVIEW_NOTICE
from courses.models.querysets import ModulePageQuerySet


def review_notes(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return a note about each published page whose review is due within `REVIEW_NOTICE`. One query."""
    published = pages.filter(live=True).only("reviewed_on", "first_published_at")
    due_days = {page.pk: page.review_due_on for page in published}
    return {pk: [_note(due, day)] for pk, due in due_days.items() if due and due - REVIEW_NOTICE <= day}


def _note(due: dt.date, day: dt.date) -> Note:
    is_late = due < day
    sentence = _("Should have been reviewed by %(day)s") if is_late else _("To be reviewed by %(day)s")
    return Note(sentence % {"day": date_format(due, "j F Y")}, is_late=is_late)
