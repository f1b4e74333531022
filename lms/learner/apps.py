"""App configuration of the pages of learners: start page, learning, certificates."""

from django.apps import AppConfig


class LearnerConfig(AppConfig):
    name = "lms.learner"
    label = "learner"

    def ready(self) -> None:
        from courses.api import HOME, fill_slot
        from lms.learner.home import render_home

        fill_slot(HOME, render_home)
