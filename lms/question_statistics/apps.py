"""App configuration of statistics of questions for trainers."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "lms.question_statistics"
    label = "items"

    def ready(self) -> None:
        from courses.api import MODULE_TRAINER, fill_slot
        from lms.question_statistics.slots import module_questions

        fill_slot(MODULE_TRAINER, module_questions)
