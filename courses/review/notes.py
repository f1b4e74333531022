"""Notes on the dashboard about reviews that are due."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.dashboard.registry import Note
from courses.models import ModulePage
from courses.models.querysets import ModulePageQuerySet
from courses.review.dates import REVIEW_NOTICE


def review_notes(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return a note about each published page whose review is due within `REVIEW_NOTICE`. One query."""
    due = pages.filter(live=True).review_due_by(day + REVIEW_NOTICE).defer_streamfields()
    return {page.pk: [_note(page, day)] for page in due}


def _note(page: ModulePage, day: dt.date) -> Note:
    due = page.review_due_on or day
    is_late = due < day
    sentence = _("Should have been reviewed by %(day)s") if is_late else _("To be reviewed by %(day)s")
    text = sentence % {"day": date_format(due, "j F Y")}
    return Note(text, reverse("courses:review", args=[page.pk]), is_late=is_late)
