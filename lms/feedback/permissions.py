"""Recipients of notices of reports."""

from django.db.models import Q, QuerySet

from courses.api import ModulePage
from lms.feedback.models import FaultReport
from people.api import Person, RoleKind


def people_to_notify(report: FaultReport) -> QuerySet[Person]:
    """Return the people responsible for the pages of the module, else its trainers, else the operators.

    Its trainers are those of the owner of the module, or those of shared modules for shared modules and for
    the site itself.
    """
    active = Person.objects.filter(is_active=True)
    pages = ModulePage.objects.filter(module=report.module_id, responsible__isnull=False)
    responsible = active.filter(pk__in=pages.values("responsible"))
    if report.module is not None and responsible.exists():
        return responsible
    owner = report.module.owner if report.module is not None else None
    of_owner = Q(roles__municipality__isnull=True) if owner is None else Q(roles__municipality=owner)
    trainers = active.filter(of_owner, roles__kind=RoleKind.TRAINER).distinct()
    return trainers if trainers.exists() else active.filter(is_superuser=True)
