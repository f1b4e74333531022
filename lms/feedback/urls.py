"""URLs of reports of faults, under /rapportera/."""

from django.urls import path

from lms.feedback.views import public as views

app_name = "feedback"
urlpatterns = [
    path("", views.ReportFaultView.as_view(), name="report_fault"),
    path("tack/", views.ReportReceivedView.as_view(), name="report_received"),
    path("<int:report>/", views.AnswerReportView.as_view(), name="answer_report"),
]
