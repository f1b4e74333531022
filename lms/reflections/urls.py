"""URLs of private reflections."""

from django.urls import path

from lms.reflections import views

app_name = "reflections"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("ladda-ner/", views.download, name="download"),
    path("radera/", views.erase, name="erase"),
    path("<uuid:attempt>/<str:step_id>/<uuid:block>/", views.save, name="save"),
]
