"""URLs of launch history, under /historik/; those of support are in wagtail_hooks.py."""

from django.urls import path

from lms.history import views

app_name = "history"
urlpatterns = [
    path("<uuid:attempt>/", views.saved, name="saved"),
    path("person/<int:person>/", views.PersonPlaysView.as_view(), name="person"),
    path("person/<int:person>/<uuid:attempt>/", views.PersonAttemptView.as_view(), name="person_attempt"),
]
