"""What the dashboard shows of unanswered reports."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import Item, ItemGroup, short_date
from lms.feedback.enums import ReportState
from lms.feedback.models import FaultReport
from people.api import Person

#: reports that are listed by themselves
MOST_REPORTS = 3


def unanswered_reports(person: Person, day: dt.date) -> ItemGroup | None:
    """Return the reports that the person may answer and nobody has, oldest first. Two queries."""
    reports = FaultReport.objects.answerable_by(person).in_state(ReportState.NEW).waiting_first()
    return ItemGroup(
        _("Reports of faults without an answer"),
        [_item(report) for report in reports[:MOST_REPORTS]],
        reports.count(),
        f"{reverse('fault_reports')}?state={ReportState.NEW}",
    )


def _item(report: FaultReport) -> Item:
    received = short_date(timezone.localdate(report.created_at))
    detail = " · ".join(filter(None, [report.place or report.readable_address, received]))
    return Item(report.excerpt, reverse("feedback:answer_report", args=[report.pk]), detail)
