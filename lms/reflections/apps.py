"""The app of learners' private reflections."""

from django.apps import AppConfig


class ReflectionsConfig(AppConfig):
    name = "lms.reflections"
    label = "reflections"
