"""Moving of unfinished attempts to a new version of their module."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from courses.api import ModuleVersion, Package
from lms.attempts.api import (
    Attempt,
    LaunchEnding,
    PackageAttempt,
    StepProgress,
    StructureDiffers,
    end_launches,
    finish_hidden_steps,
    finish_step,
    pin_layer,
)
from scorm.api import Manifest, ManifestItem, roll_up


@dataclass(frozen=True)
class Fit:
    """How the parts of a new version match those of the old one, by identifier and kind."""

    kept: tuple[ManifestItem, ...]
    added: tuple[ManifestItem, ...]
    #: parts of the old version that the new one lacks
    gone: tuple[ManifestItem, ...]
    #: both are of the same standard, and neither has sequencing, whose rules may differ
    is_plain: bool

    @property
    def allows_moving(self) -> bool:
        """Whether every part that could have been begun still exists, so that nobody loses anything."""
        return self.is_plain and not self.gone


def fit_of(old: Manifest, new: Manifest) -> Fit:
    """Compare two versions of a package."""
    before = {(item.identifier, item.kind): item for item in old.launchable}
    after = {(item.identifier, item.kind): item for item in new.launchable}
    return Fit(
        kept=tuple(item for key, item in after.items() if key in before),
        added=tuple(item for key, item in after.items() if key not in before),
        gone=tuple(item for key, item in before.items() if key not in after),
        is_plain=old.standard == new.standard and not (old.is_sequenced or new.is_sequenced),
    )


@transaction.atomic
def move_attempt(*, attempt: Attempt, to: ModuleVersion) -> Attempt:
    """Pin an unfinished attempt to another version of its module, with its progress so far.

    A step that was done stays done. A package attempt continues on the package that the same step has now;
    launches that are open end, and their unsent commits are reduced at the next launch. An attempt that is
    closed or complete is left as it is. Raises StructureDiffers.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if (
        attempt.closed_at is not None
        or attempt.completion_id is not None
        or attempt.module_id != to.module_id
    ):
        return attempt
    packages = {step.id: step.package for step in to.stored_steps if step.package}
    for package_attempt in attempt.package_attempts.current().select_related("package"):
        if packages.get(package_attempt.step_id) not in (None, package_attempt.package_id):
            _move_package(attempt, package_attempt, Package.objects.get(pk=packages[package_attempt.step_id]))
    end_launches(attempt.launches.all(), LaunchEnding.MOVED)
    attempt.module_version = to
    pin_layer(attempt)
    attempt.save(update_fields=["module_version", "layer_version"])
    finish_hidden_steps(attempt)
    _complete_what_is_done(attempt)
    return attempt


def _move_package(attempt: Attempt, package_attempt: PackageAttempt, package: Package) -> None:
    if not fit_of(package_attempt.package.structure, package.structure).allows_moving:
        raise StructureDiffers
    states = list(package_attempt.sco_states.all())
    parts = [item.identifier for item in package.structure.launchable]
    outcome = roll_up(parts, {state.sco: state.outcome for state in states})
    moved = PackageAttempt.objects.create(
        attempt=attempt,
        package=package,
        step_id=package_attempt.step_id,
        number=1 + attempt.package_attempts.filter(package=package).count(),
        current_sco=package_attempt.current_sco,
        completion_status=outcome.completion,
        success_status=outcome.success,
        score_scaled=outcome.score_scaled,
        moved_from=package_attempt,
        moved_at=timezone.now(),
    )
    for state in states:
        state.pk, state.package_attempt = None, moved
        state.save(force_insert=True)


def _complete_what_is_done(attempt: Attempt) -> None:
    """Finish the steps that are done by the new version's rules, and the attempt if none is left."""
    now = timezone.now()
    for package_attempt in attempt.package_attempts.current():
        if package_attempt.outcome.is_done:
            finish_step(attempt, package_attempt.step_id, achieved_at=now)
    done = StepProgress.objects.filter(attempt=attempt, done_at__isnull=False).first()
    if done is not None:
        finish_step(attempt, done.step_id, achieved_at=now)
