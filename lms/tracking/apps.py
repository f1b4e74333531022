"""What happened: attempts, launches, the player, commits."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.tracking"
    label = "tracking"

    def ready(self) -> None:
        from courses.registry import MODULE_ACTION, MODULE_CARD, fill_slot
        from lms.records.guards import guard_also
        from lms.tracking import checks, signal_handlers  # noqa: F401 - importing registers them
        from lms.tracking.slots import module_action, module_card

        guard_also("tracking_journalentry")
        guard_also("tracking_navigationentry")
        fill_slot(MODULE_ACTION, module_action)
        fill_slot(MODULE_CARD, module_card)
