"""URLs of lms.records."""

from django.urls import path

from lms.records import views

app_name = "records"
urlpatterns = [
    path("enhet/<int:unit_id>/", views.assignment_create, name="assignment_create"),
    path("<int:pk>/dra-tillbaka/", views.assignment_withdraw, name="assignment_withdraw"),
]
