"""Work on the ledger that nobody needs to wait for."""

from django_tasks import task

from lms.reports.projection import ledger
from people.api import Employment, Unit


@task()
def fold_completions() -> int:
    """Put new completions into the ledger."""
    return ledger.fold_completions()


@task()
def refold_unit(unit_id: int) -> int:
    """Fold everyone who is or was employed in the unit's subtree anew; return how many."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        return 0
    people = list(Employment.objects.in_subtree(unit).order_by().values_list("person", flat=True).distinct())
    for first in range(0, len(people), ledger.PEOPLE_AT_ONCE):
        ledger.refold_people(people[first : first + ledger.PEOPLE_AT_ONCE])
    return len(people)


@task(queue_name="slow")
def rebuild_figures() -> int:
    """Build the ledger anew, as every night; return the number of entries."""
    return ledger.rebuild_ledger()
