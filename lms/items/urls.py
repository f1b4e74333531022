"""The addresses of lms/items."""

from django.urls import path

from lms.items import views

app_name = "items"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<slug:slug>/", views.module, name="module"),
    path("<slug:slug>/fil/", views.export, name="export"),
]
