"""What is learned: modules and their steps, packages, seminars, podcasts."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
