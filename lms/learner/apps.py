"""What learners see: home, my learning, certificates."""

from django.apps import AppConfig


class LearnerConfig(AppConfig):
    name = "lms.learner"
    label = "learner"
