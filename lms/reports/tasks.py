"""Background tasks of the ledger."""

from django_tasks import task

from lms.reports.projection import ledger
from people.api import Employment, Unit


@task()
def project_completions() -> int:
    """Project new completions into the ledger."""
    return ledger.project_completions()


@task()
def reproject_unit(unit_id: int) -> int:
    """Reproject everyone who is or was employed in the subtree of the unit; return their number."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        return 0
    people = list(Employment.objects.in_subtree(unit).order_by().values_list("person", flat=True).distinct())
    for first in range(0, len(people), ledger.PEOPLE_AT_ONCE):
        ledger.reproject_people(people[first : first + ledger.PEOPLE_AT_ONCE])
    return len(people)


@task(queue_name="slow")
def rebuild_figures() -> int:
    """Rebuild the ledger, as every night; return the number of entries."""
    return ledger.rebuild_ledger()
