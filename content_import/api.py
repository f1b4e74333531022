"""Imports of packages and their checks, for other packages."""

from content_import.health.actions import override_health_check
from content_import.health.queries import latest_override
from content_import.packages.actions import import_package
from content_import.readers.transcripts import parse_transcript
