"""What happened: attempts, launches, the player, commits."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.tracking"
    label = "tracking"

    def ready(self) -> None:
        from courses.registry import MODULE_ACTION, MODULE_CARD, fill_slot
        from lms.tracking import checks, signal_handlers  # noqa: F401 - importing registers them
        from lms.tracking.slots import module_action, module_card

        fill_slot(MODULE_ACTION, module_action)
        fill_slot(MODULE_CARD, module_card)
