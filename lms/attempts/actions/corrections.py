"""Actions that move unfinished attempts to a correction of their module."""

from django.db import transaction
from django.db.models import Max

from courses.api import ModuleVersion, has_same_structure
from lms.attempts.actions.layers import move_layers
from lms.attempts.models import Attempt
from lms.records.api import VersionExpiry


def versions_corrected_by(version: ModuleVersion) -> list[ModuleVersion]:
    """Return the earlier versions whose attempts can continue with `version`.

    They have the same steps, packages and rules. A version that expired earlier completions is a limit: an
    attempt begun before it cannot continue.
    """
    renewals = VersionExpiry.objects.in_force().filter(
        module_version__module=version.module_id,
        module_version__language=version.language,
        module_version__number__lte=version.number,
    )
    first = renewals.aggregate(number=Max("module_version__number"))["number"] or 0
    earlier = ModuleVersion.objects.filter(
        module=version.module_id, language=version.language, number__gte=first, number__lt=version.number
    )
    return [other for other in earlier if has_same_structure(other, version)]


@transaction.atomic
def move_to_correction(*, version: ModuleVersion) -> int:
    """Pin the unfinished attempts at versions that `version` corrects to it; return how many.

    Progress, package attempts and open launches are kept, since steps and packages are the same. Layers were
    merged with it when it was published. An attempt that is closed or complete keeps its versions.
    """
    attempts = Attempt.objects.filter(
        module_version__in=versions_corrected_by(version), closed_at=None, completion=None
    )
    moved = attempts.update(module_version=version)
    move_layers(version)
    return moved
