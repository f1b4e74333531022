"""The addresses of lms/learner."""

from django.urls import URLPattern, URLResolver

app_name = "learner"
urlpatterns: list[URLPattern | URLResolver] = []
