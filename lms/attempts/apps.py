"""App configuration of attempts, launches and progress."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.attempts"
    label = "tracking"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from courses.api import (
            MODULE_ACTION,
            MODULE_CARD,
            EditorTool,
            fill_slot,
            register_editor_tool,
        )
        from infrastructure.db.api import register_guarded_table
        from lms.attempts import signal_handlers  # noqa: F401 - importing registers them
        from lms.attempts.views.slots import module_action, module_card

        register_guarded_table("tracking_journalentry")
        register_guarded_table("tracking_navigationentry")
        register_editor_tool(EditorTool("try_module", _("Try it as a learner"), "view"))
        fill_slot(MODULE_ACTION, module_action)
        fill_slot(MODULE_CARD, module_card)
