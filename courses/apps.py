"""What is learned: modules and their steps, packages, seminars, podcasts."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from courses import signal_handlers, trainer_signals  # noqa: F401 - registers the receivers
        from courses.models import Package
        from courses.permissions import OwnedPermissionPolicy

        register_permission_policy(Package, OwnedPermissionPolicy(Package))
