"""Wagtail admin hooks: the list of reports, and the link to the report form."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.feedback.views.admin import ReportListView


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    results = ReportListView.as_view(results_only=True)
    return [
        path("fault-reports/", ReportListView.as_view(), name="fault_reports"),
        path("fault-reports/results/", results, name="fault_reports_results"),
    ]


@hooks.register("register_admin_menu_item")
def reports_menu_item() -> MenuItem:
    return MenuItem(
        _("Reports of faults"), reverse("fault_reports"), name="fault-reports", icon_name="mail", order=240
    )


@hooks.register("register_help_menu_item")
def report_fault_menu_item() -> MenuItem:
    return MenuItem(
        _("Report a fault on this page"),
        reverse("feedback:report_fault"),
        name="report-fault",
        icon_name="warning",
        order=900,
    )
