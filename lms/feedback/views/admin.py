"""The list of reports in the Wagtail admin."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import RadioSelect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from lms.feedback.enums import FaultKind, ReportState
from lms.feedback.models import FaultReport
from people.api import signed_in


class ReportFilterSet(WagtailFilterSet):
    """Filters of reports by state and kind."""

    state = ChoiceFilter(
        method="filter_state",
        label=_("State"),
        choices=ReportState.choices,
        empty_label=_("All"),
        widget=RadioSelect,
    )
    kind = ChoiceFilter(
        label=_("What it is about"), choices=FaultKind.choices, empty_label=_("All"), widget=RadioSelect
    )

    class Meta:
        model = FaultReport
        fields: list[str] = []

    def filter_state(self, reports: Any, name: str, value: str) -> Any:
        return reports.in_state(ReportState(value))


class ReportListView(IndexView):
    """The reports that the person may answer, unanswered first, oldest first."""

    model = FaultReport
    any_permission_required = None  # the queryset filters by role, not by group
    page_title = _("Reports of faults")
    header_icon = "mail"
    index_url_name = "fault_reports"
    index_results_url_name = "fault_reports_results"
    context_object_name = "reports"
    filterset_class = ReportFilterSet
    is_searchable = False
    paginate_by = 50
    _show_breadcrumbs = True

    def get_base_queryset(self) -> QuerySet[FaultReport]:
        reports = FaultReport.objects.answerable_by(signed_in(self.request))
        return reports.select_related("answered_by")

    def order_queryset(self, reports: Any) -> Any:
        """Order unanswered reports first on every database, since these order nulls differently."""
        return reports.waiting_first()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("message", label=_("Report"), accessor="excerpt", get_url=_answer_url),
            Column("where", label=_("Where"), accessor=_where),
            Column("kind", label=_("What it is about"), accessor=FaultReport.get_kind_display),
            DateColumn("created_at", label=_("Received")),
            Column("state", label=_("State"), accessor="state.label"),
            Column("answered_by", label=_("Answered by"), accessor=_answered_by),
        ]


def _answer_url(report: FaultReport) -> str:
    return reverse("feedback:answer_report", args=[report.pk])


def _where(report: FaultReport) -> str:
    return report.place or report.readable_address


def _answered_by(report: FaultReport) -> str:
    return str(report.answered_by or "")
