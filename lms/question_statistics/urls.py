"""URLs of lms.question_statistics."""

from django.urls import path

from lms.question_statistics.views import views

app_name = "items"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<slug:slug>/", views.module, name="module"),
    path("<slug:slug>/fil/", views.export, name="export"),
]
