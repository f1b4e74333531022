"""The rows of this room."""

from content_import.health.models import HealthFinding, HealthReport

__all__ = ["HealthFinding", "HealthReport"]
