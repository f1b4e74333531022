"""The rows of this room."""

from content_import.health.models import HealthFinding, HealthOverride, HealthReport

__all__ = ["HealthFinding", "HealthOverride", "HealthReport"]
