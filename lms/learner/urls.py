"""URLs of lms.learner."""

from django.urls import path

from lms.learner import views

app_name = "learner"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("varfor/<slug:slug>/", views.why, name="why"),
    path("intyg/<int:pk>/", views.certificate, name="certificate"),
    path("intyg/<int:pk>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("intyg/<int:pk>/nytt-namn/", views.certificate_issue, name="certificate_issue"),
    path("kontrollera/", views.verify, name="verify"),
]
