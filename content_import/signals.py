"""Signals of the actions whose work a background task does. `signal_handlers` enqueues the tasks."""

from django.dispatch import Signal

#: a check of a package was requested: `report`
health_check_requested = Signal()
#: a fetch of a host's files was requested: `fetch`
fetch_requested = Signal()
#: an import of material was started: `material_import`
material_import_requested = Signal()
