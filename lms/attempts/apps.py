"""App configuration of attempts, launches and progress."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.attempts"
    label = "tracking"

    def ready(self) -> None:
        from courses.api import MODULE_ACTION, MODULE_CARD, fill_slot
        from infrastructure.db.api import register_guarded_table
        from lms.attempts import signal_handlers  # noqa: F401 - importing registers them
        from lms.attempts.views.slots import module_action, module_card

        register_guarded_table("tracking_journalentry")
        register_guarded_table("tracking_navigationentry")
        fill_slot(MODULE_ACTION, module_action)
        fill_slot(MODULE_CARD, module_card)
