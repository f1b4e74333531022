"""Background tasks of exports. Each calls one action."""

from django_tasks import task

from lms.export import actions
from lms.export.models import ModuleExport


@task(queue_name="slow")
def build_export(export_id: int) -> None:
    """Make the file of a requested export; do nothing if it was deleted."""
    export = ModuleExport.objects.filter(pk=export_id).first()
    if export is not None:
        actions.build_export(export=export)


@task()
def delete_old_exports() -> int:
    """Delete exports with their files after the days that they are kept; return their number."""
    return actions.delete_old_exports()
