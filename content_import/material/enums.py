"""Choices of imports of material, and their actions in Wagtail's log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MaterialState(TextChoices):
    """The state of an import."""

    PLANNED = "planned", _("Not yet taken in")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being taken in")
    DONE = "done", _("Taken in")
    FAILED = "failed", _("Not taken in")
    UNDONE = "undone", _("Undone")


UNFINISHED = frozenset({MaterialState.WAITING, MaterialState.RUNNING})
PLAN_MATERIAL = "content_import.plan_material"
CHANGE_PLAN = "content_import.change_material_plan"
DISCARD_PLAN = "content_import.discard_material_plan"
START_MATERIAL = "content_import.start_material"
UNDO_MATERIAL = "content_import.undo_material"
