"""What is learned: modules and their steps, packages, seminars, podcasts."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from courses import signal_handlers  # noqa: F401 - registers the receivers
        from courses.media.pictures import keep_clean_pictures
        from courses.site import trainer_signals  # noqa: F401 - registers the receivers

        keep_clean_pictures()
