"""What learners see: home, my learning, certificates."""

from django.apps import AppConfig


class LearnerConfig(AppConfig):
    name = "lms.learner"
    label = "learner"

    def ready(self) -> None:
        from courses import slots as registry
        from lms.learner.home import render_home

        registry.fill_slot(registry.HOME, render_home)
