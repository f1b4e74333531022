"""Attempts, package attempts and the states of their SCOs."""

import uuid
from dataclasses import fields

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.api import LayerVersion, Module, ModuleVersion, Package, StoredStep
from infrastructure.db.api import UnindexedModel
from lms.attempts.enums import COMPLETION_LABELS, SUCCESS_LABELS
from lms.records.api import Completion
from people.api import Municipality
from scorm.api import CompletionStatus, PartState, ScoOutcome, SuccessStatus


class OutcomeModel(UnindexedModel):
    """The outcome of a part or of a package."""

    completion_status = models.CharField(
        max_length=20, choices=COMPLETION_LABELS, default=CompletionStatus.NOT_ATTEMPTED
    )
    success_status = models.CharField(max_length=20, choices=SUCCESS_LABELS, default=SuccessStatus.UNKNOWN)
    score_scaled = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def outcome(self) -> ScoOutcome:
        return ScoOutcome.of(self.completion_status, self.success_status, self.score_scaled)

    @outcome.setter
    def outcome(self, outcome: ScoOutcome) -> None:
        self.completion_status, self.success_status = outcome.completion, outcome.success
        self.score_scaled = outcome.score_scaled


class Attempt(UnindexedModel):
    """A person taking a module, pinned to a module version; at most one open at a time.

    In a municipality with local content it is pinned to a layer version too, whose base is that version.
    Closed when the learner starts the module again, never by finishing: a completed attempt can be reviewed
    until then.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    module = models.ForeignKey(Module, models.PROTECT, related_name="attempts")
    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="attempts")
    #: whose local content and values the learner sees; None: those of none
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    layer_version = models.ForeignKey(
        LayerVersion, models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(auto_now_add=True)
    active_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    completion = models.OneToOneField(
        Completion, models.PROTECT, null=True, blank=True, related_name="attempt"
    )
    #: counts launches; the newest launch holds the lease
    lease = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module"], condition=Q(closed_at__isnull=True), name="attempt_open_once"
            ),
            models.UniqueConstraint(fields=["person", "module", "number"], name="attempt_number_once"),
        ]

    @property
    def shown_steps(self) -> tuple[StoredStep, ...]:
        """The steps that the learner sees, without their content: with local ones, without hidden ones."""
        layer = self.layer_version if self.layer_version_id is not None else None
        return (layer or self.module_version).stored_steps


class StepProgress(UnindexedModel):
    """The progress of one step of an attempt: opened, and done."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="step_progress")
    step_id = models.CharField(max_length=36)
    opened_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "step_id"], name="step_progress_once")]


class PackageAttemptQuerySet(models.QuerySet["PackageAttempt"]):
    """A queryset of package attempts."""

    def current(self) -> "PackageAttemptQuerySet":
        """Exclude those that were moved to another version of their package."""
        return self.filter(moved_to=None)


class PackageAttempt(OutcomeModel):
    """A package taken within an attempt; a new number where the standard starts a new one.

    Where a trainer moved the learner to a new version of the package, its state is copied into a new package
    attempt, and the old one is kept.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="package_attempts")
    package = models.ForeignKey(Package, models.PROTECT, related_name="package_attempts")
    step_id = models.CharField(max_length=36)
    number = models.PositiveIntegerField(default=1)
    current_sco = models.CharField(max_length=255, blank=True)

    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    moved_at = models.DateTimeField(null=True, blank=True)

    objects = PackageAttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "package", "number"], name="package_attempt_number_once"
            )
        ]


class ScoState(OutcomeModel):
    """The state of a SCO (or of an asset that was launched) within a package attempt."""

    package_attempt = models.ForeignKey(PackageAttempt, models.PROTECT, related_name="sco_states")
    sco = models.CharField(max_length=255)
    #: the data model as nested plain data, `{"core": …}` in 1.2 and `{"completion_status": …}` in 2004
    cmi = models.JSONField(default=dict)
    #: seconds of earlier sessions, and of the last one, whose running total replaces itself
    total_seconds = models.FloatField(default=0)
    session_seconds = models.FloatField(default=0)
    #: the last session (one loading of the SCO), the launch that it belonged to and its newest commit
    session = models.UUIDField(null=True, blank=True)
    session_launch = models.UUIDField(null=True, blank=True)
    session_sequence = models.PositiveIntegerField(default=0)
    #: how the last session ended (scorm.enums.EXIT_…), which decides the next one's cmi.entry
    exit = models.CharField(max_length=20, blank=True)
    #: elements of 2004 that content has set since the SCO was delivered, of those that sequencing reads; None
    #: where unknown (a state from before 0011)
    set_elements = models.JSONField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package_attempt", "sco"], name="sco_state_once")]

    @classmethod
    def of(cls, package_attempt: PackageAttempt, part: PartState) -> "ScoState":
        """Return a new state, unsaved."""
        state = cls(package_attempt=package_attempt, sco=part.sco)
        state.part = part
        return state

    @property
    def part(self) -> PartState:
        """The state as plain data; assigning it changes the row, unsaved."""
        return PartState(outcome=self.outcome, **{name: getattr(self, name) for name in _PART_FIELDS})

    @part.setter
    def part(self, part: PartState) -> None:
        self.outcome = part.outcome
        for name in _PART_FIELDS:
            setattr(self, name, getattr(part, name))


#: the fields of a state that it has from its part, but for the outcome
_PART_FIELDS = tuple(field.name for field in fields(PartState) if field.name != "outcome")
