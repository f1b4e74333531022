"""When a module is to be reviewed."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

#: how often a module is to be reviewed, where its page has no other day
REVIEW_EVERY = dt.timedelta(days=365)
#: how long before its review is due people are reminded of it
REVIEW_NOTICE = dt.timedelta(days=30)


class ReviewDatesMixin:
    """A mixin of pages with the days `reviewed_on` and `review_by`."""

    reviewed_on: dt.date | None
    review_by: dt.date | None
    first_published_at: dt.datetime | None

    @property
    def review_due_on(self) -> dt.date | None:
        """The page's own day, or `REVIEW_EVERY` after the last review or publication; None for new drafts."""
        if self.review_by:
            return self.review_by
        first = self.first_published_at
        reviewed = self.reviewed_on or (timezone.localdate(first) if first else None)
        return reviewed + REVIEW_EVERY if reviewed else None

    @property
    def is_stale(self) -> bool:
        """Whether the review is overdue."""
        return self.is_review_due(timezone.localdate() - dt.timedelta(days=1))

    def is_review_due(self, day: dt.date) -> bool:
        """Return whether the review is due on `day` or before."""
        due = self.review_due_on
        return due is not None and due <= day

    def keep_later_review(self, present: ReviewDatesMixin) -> None:
        """Take the days of the present page if it has been reviewed since this draft of it was saved."""
        if present.reviewed_on and (self.reviewed_on is None or self.reviewed_on < present.reviewed_on):
            self.reviewed_on, self.review_by = present.reviewed_on, present.review_by
