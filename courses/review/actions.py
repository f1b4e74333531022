"""The action that records the review of a module in which nothing had to be changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from courses.models import ModulePage
from courses.review.people import may_review
from people.api import Action, Change, LogEntry, Person

#: the action in a page's history
RECORD_REVIEW = "courses.review"


@dataclass(frozen=True, kw_only=True)
class RecordReview(Action[None]):
    """Set the day of the last review to today, on the published page; the next is due in a year.

    Drafts keep their text, and take the day when they are published (`ModulePage.with_content_json`). Raises
    PermissionDenied for a page that is not published, and unless `by` answers for the page.
    """

    audit = RECORD_REVIEW

    by: Person
    page: ModulePage

    def check(self, by: Person) -> None:
        if not self.page.live or not may_review(by, self.page):
            raise PermissionDenied

    def execute(self) -> Change[None]:
        today = timezone.localdate()
        page = ModulePage.objects.select_for_update(of=["self"]).get(pk=self.page.pk)
        if page.reviewed_on == today and page.review_by is None:
            return Change(None)
        before = page.reviewed_on.isoformat() if page.reviewed_on else ""
        ModulePage.objects.filter(pk=page.pk).update(reviewed_on=today, review_by=None)
        return Change(None, [LogEntry(page, {"before": before, "day": today.isoformat()})])
