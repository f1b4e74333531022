"""Work on packages that nobody needs to wait for."""

from django_tasks import task

from content_import.health.actions import carry_out_health_check
from content_import.health.models import HealthReport
from content_import.hosts.fetching.actions import carry_out_fetch
from content_import.hosts.models import HostFetch
from content_import.packages import actions


@task()
def sweep_unfinished_imports() -> int:
    """Remove what killed imports left behind; return how many there were."""
    return actions.sweep_unfinished_imports()


@task(queue_name="slow")
def check_package_health(report_id: int) -> None:
    """Carry out a check that was asked for; one whose package has gone meanwhile is none."""
    report = HealthReport.objects.filter(pk=report_id).first()
    if report is not None:
        carry_out_health_check(report=report)


@task(queue_name="slow")
def fetch_from_host(fetch_id: int) -> None:
    """Fetch a host's files into a new version of a package; one whose package has gone meanwhile is none."""
    fetch = HostFetch.objects.filter(pk=fetch_id).first()
    if fetch is not None:
        carry_out_fetch(fetch=fetch)
