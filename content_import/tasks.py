"""Background tasks on packages. Each calls one action."""

from django_tasks import task

from content_import.health.actions import carry_out_health_check
from content_import.health.models import HealthReport
from content_import.hosts.fetching.actions import carry_out_fetch
from content_import.hosts.models import HostFetch
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
