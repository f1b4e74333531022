"""Notices that the review of a module is due: 30 days before, and on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from courses.models import ModulePage
from courses.review.dates import REVIEW_NOTICE
from courses.review.people import publishers_of
from people.api import Notice, NoticeKind, Person, send_notice

SOON, DUE = "soon", "due"
#: reviews that were due longer ago are listed on the dashboard alone
NOTICE_LIFETIME = dt.timedelta(days=30)
#: the person, the page, the day when the review is due, and whether that is soon or now
Key = tuple[int, int, str, str]


@transaction.atomic
def send_review_notices(*, day: dt.date) -> int:
    """Send the notices that the responsible person and the publishers lack; return how many.

    At most one of each stage for a person, a page and a day. The number of reads does not grow with the
    number of pages.
    """
    missing = dict(_notices_for(_pages_due(day), day))
    for key in _keys_sent():
        missing.pop(key, None)
    people = Person.objects.filter(is_active=True).in_bulk({person for person, *_rest in missing})
    to_send = [(people[key[0]], details) for key, details in missing.items() if key[0] in people]
    for person, details in to_send:
        send_notice(NoticeKind.REVIEW_DUE, person=person, **details)
    return len(to_send)


def _pages_due(day: dt.date) -> list[tuple[ModulePage, dt.date]]:
    """Return the published pages with the day when their review is due."""
    pages = ModulePage.objects.live().review_due_by(day + REVIEW_NOTICE).defer_streamfields()
    due_days = [(page, page.review_due_on) for page in pages.select_related("module")]
    return [(page, due) for page, due in due_days if due and due > day - NOTICE_LIFETIME]


def _notices_for(
    pages: Sequence[tuple[ModulePage, dt.date]], day: dt.date
) -> Iterator[tuple[Key, dict[str, Any]]]:
    publishers = publishers_of(page.module.owner_id for page, _due in pages)
    for page, due in pages:
        details = _details(page, due, DUE if due <= day else SOON)
        people = {*publishers.get(page.module.owner_id, ()), page.responsible_id} - {None}
        for person in sorted(filter(None, people)):
            yield (person, page.pk, details["due_on"], details["stage"]), details


def _keys_sent() -> Iterator[Key]:
    sent = Notice.objects.filter(kind=NoticeKind.REVIEW_DUE).values_list("person", "details")
    for person, details in sent:
        yield person, details["page"], details["due_on"], details["stage"]


def _details(page: ModulePage, due: dt.date, stage: str) -> dict[str, Any]:
    details = {"page": page.pk, "title": page.title, "due_on": due.isoformat(), "stage": stage}
    for code, _name in settings.LANGUAGES:
        suffix = "" if code == settings.LANGUAGE_CODE else f"_{code}"
        with override(code):
            details[f"due{suffix}"] = date_format(due, "j F Y")
    return details


def reviews_still_due(notices: Sequence[Notice]) -> dict[int, Mapping[str, Any]]:
    """Return the details of the notices whose page is published and still due that day. One query."""
    pages = ModulePage.objects.live().defer_streamfields()
    by_key = pages.in_bulk({notice.details["page"] for notice in notices})
    due_days = {pk: str(page.review_due_on) for pk, page in by_key.items()}
    return {
        notice.pk: notice.details
        for notice in notices
        if due_days.get(notice.details["page"]) == notice.details["due_on"]
    }
