"""Answers to questions: what trainers see."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "lms.items"
    label = "items"

    def ready(self) -> None:
        from courses.registry import MODULE_TRAINER, fill_slot
        from lms.items.slots import module_questions

        fill_slot(MODULE_TRAINER, module_questions)
