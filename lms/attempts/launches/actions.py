"""Actions that open and end launches."""

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.api import Package, StoredStep
from infrastructure.db.api import CompiledQuery, Parameter, save_rows
from lms.attempts.budgets import count_action
from lms.attempts.enums import LaunchEnding, LaunchKind
from lms.attempts.exceptions import AttemptClosed, NothingToTake
from lms.attempts.launches.devices import Device
from lms.attempts.launches.tokens import LIFETIMES
from lms.attempts.models import Attempt, Launch, PackageAttempt, StepProgress
from lms.attempts.runtimes import runtime_of
from people.api import Person
from scorm.api import CompletionStatus


def session_digest(session_key: str | None) -> str:
    """Return a keyed hash of a site session, "" for none: it identifies launches and reveals no session."""
    if not session_key:
        return ""
    return salted_hmac("lms.tracking.session", session_key, algorithm="sha256").hexdigest()


@transaction.atomic
def open_launch(
    *,
    attempt: Attempt,
    step_id: str,
    by: Person,
    session_key: str | None = None,
    device: Device | None = None,
    uuid: UUID | None = None,
) -> Launch:
    """Open a step's package: the new launch takes the lease over from any that is open elsewhere.

    `uuid` is that of the new launch; if the attempt has a launch with it, that one is returned as it is.

    Raises AttemptClosed, CommitRefused beyond the person's limit of the day, NothingToTake for a step without
    a package, and ImproperlyConfigured for one without a run-time.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("A module is taken by the person alone.")
    # PostgreSQL returns no row when the version has changed while it waited for the lock: then once more.
    [attempt] = _LOCKED.rows(attempt=attempt.pk) or _LOCKED.rows(attempt=attempt.pk)
    if attempt.closed_at is not None:
        raise AttemptClosed
    if uuid is not None and (existing := attempt.launches.filter(pk=uuid).first()):
        return existing
    count_action(by.pk)
    step = next((step for step in attempt.module_version.stored_steps if step.id == step_id), None)
    if step is None or step.package is None:
        raise NothingToTake
    package_attempt = _package_attempt(attempt, step, step.package)
    if attempt.lease:
        _end_earlier(attempt)
    device = device or Device()
    attempt.lease += 1
    attempt.active_at = timezone.now()
    save_rows(attempt)
    # One statement, whether it was opened before or not.
    opened = StepProgress(attempt=attempt, step_id=step_id)
    StepProgress.objects.bulk_create([opened], ignore_conflicts=True)
    package_attempt.attempt = attempt
    launch = Launch.objects.create(
        uuid=uuid or uuid4(),
        attempt=attempt,
        package_attempt=package_attempt,
        lease=attempt.lease,
        session_digest=session_digest(session_key),
        device=device.kind,
        browser=device.browser,
    )
    runtime_of(step).prepare(launch)
    return launch


def _package_attempt(attempt: Attempt, step: StoredStep, package: int) -> PackageAttempt:
    package_attempts = _BEGUN.rows(attempt=attempt.pk)
    current = (row for row in package_attempts if row.step_id == step.id and row.moved_on is None)  # type: ignore[attr-defined]  # annotated
    package_attempt = next(current, None)
    if package_attempt is not None:
        return package_attempt
    return PackageAttempt.objects.create(
        attempt=attempt,
        package=ready_package(package),
        step_id=step.id,
        # The same package can be two steps of a module.
        number=1 + sum(row.package_id == package for row in package_attempts),
        completion_status=CompletionStatus.INCOMPLETE,
    )


def _locked() -> QuerySet[Attempt]:
    # Locks the attempt alone: many learners open the same module version at once.
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("module_version")
    return locked.filter(pk=Parameter("attempt", Attempt._meta.pk))


def _begun() -> QuerySet[PackageAttempt]:
    """Return the package attempts of an attempt, the newest first, each with its `moved_on`."""
    package_attempts = PackageAttempt.objects.filter(attempt=Parameter("attempt", Attempt._meta.pk))
    package_attempts = package_attempts.select_related("package").defer("package__manifest")
    return package_attempts.annotate(moved_on=F("moved_to__pk")).order_by("-number")


_LOCKED = CompiledQuery(_locked)
_BEGUN = CompiledQuery(_begun)


def _end_earlier(attempt: Attempt) -> None:
    """End the attempt's open launches by one statement, as expired or as superseded."""
    now = timezone.now()
    has_expired = When(started_at__lt=now - LIFETIMES[LaunchKind.RECORD], then=Value(LaunchEnding.EXPIRED))
    attempt.launches.filter(ended_at=None).update(
        ended_at=now, ending=Case(has_expired, default=Value(LaunchEnding.SUPERSEDED))
    )


def close_launch(*, launch: Launch, by: Person) -> None:
    """End a launch that its learner has closed."""
    if by.pk != launch.attempt.person_id:
        raise PermissionError("A launch is closed by its learner.")
    end_launches(Launch.objects.filter(pk=launch.pk), LaunchEnding.FINISHED)


def end_launches_of_session(*, session_key: str, ending: LaunchEnding = LaunchEnding.SIGNED_OUT) -> int:
    """End the launches of a session at sign-out; return how many were open."""
    opened = Launch.objects.filter(session_digest=session_digest(session_key))
    return end_launches(opened, ending)


def end_launches_of_person(*, person: Person) -> int:
    """End a person's launches on all devices, when the password is changed; return how many were open."""
    return end_launches(Launch.objects.filter(attempt__person=person), LaunchEnding.PASSWORD_CHANGED)


def end_launches(launches: QuerySet[Launch], ending: LaunchEnding) -> int:
    """End those of `launches` that are open; return how many were."""
    return launches.filter(ended_at=None).update(ended_at=timezone.now(), ending=ending)


def ready_package(pk: int) -> Package:
    """Return a package; its manifest is read only where it is not cached. Raises Package.DoesNotExist."""
    packages = _PACKAGE.rows(package=pk)
    if not packages:
        raise Package.DoesNotExist
    return packages[0]


def _package() -> QuerySet[Package]:
    return Package.objects.defer("manifest").filter(pk=Parameter("package", Package._meta.pk))


_PACKAGE = CompiledQuery(_package)
