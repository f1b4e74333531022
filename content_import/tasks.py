"""Background tasks on packages. Each calls one action."""

from django_tasks import task

from content_import.health.actions import carry_out_health_check
from content_import.health.models import HealthReport
from content_import.hosts.fetching.actions import carry_out_fetch
from content_import.hosts.models import HostFetch
from content_import.material import sweeping
from content_import.material.models import MaterialImport
from content_import.material.running import carry_out_material_import
from content_import.packages import actions


@task()
def sweep_unfinished_imports() -> int:
    """Remove the remains of killed imports; return their number."""
    return actions.sweep_unfinished_imports()


@task(queue_name="slow")
def check_package_health(report_id: int) -> None:
    """Carry out a requested check; do nothing if its package was deleted."""
    report = HealthReport.objects.filter(pk=report_id).first()
    if report is not None:
        carry_out_health_check(report=report)


@task(queue_name="slow")
def fetch_from_host(fetch_id: int) -> None:
    """Copy a host's files into a new version of a package; do nothing if the package was deleted."""
    fetch = HostFetch.objects.filter(pk=fetch_id).first()
    if fetch is not None:
        carry_out_fetch(fetch=fetch)


@task()
def sweep_material() -> int:
    """Remove old plans and imports of material with their temporary files; return their number."""
    return sweeping.sweep_material()


@task(queue_name="slow")
def import_material(import_id: int, language: str) -> None:
    """Carry out an import of material that was started; do nothing if it was discarded."""
    material_import = MaterialImport.objects.filter(pk=import_id).first()
    if material_import is not None:
        carry_out_material_import(material_import=material_import, language=language)
