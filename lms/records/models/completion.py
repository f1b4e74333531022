"""Models of completions, which are append-only."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.api import Module, ModuleVersion
from infrastructure.db.api import AppendOnlyModel, UnindexedModel
from lms.records.querysets import CompletionQuerySet
from people.api import Employment, Municipality, Unit


class Completion(AppendOnlyModel):
    """A module completed by a person. Stores the attempt's UUID, since lms.attempts is a layer above."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completions")
    #: the name on the day of recording, which certificates keep when the person is renamed
    person_name = models.CharField(max_length=301)
    #: True where the name was added by a migration, after the completion was recorded
    name_recorded_later = models.BooleanField(default=False)
    module = models.ForeignKey(Module, models.PROTECT, related_name="completions")
    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="completions")
    attempt_uuid = models.UUIDField(unique=True)
    achieved_at = models.DateTimeField(_("achieved"))
    #: the day of `achieved_at` in Stockholm, since figures are by day
    achieved_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    #: 0..1, or null where the module has no score
    score = models.FloatField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        indexes = [
            models.Index(fields=["module", "person", "achieved_on", "valid_to"], name="completion_readiness"),
            models.Index(fields=["person", "module", "achieved_on"], name="completion_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.module} {self.achieved_on}"

    @property
    def valid_until(self) -> dt.date | None:
        """Return the last valid day at present, None without end. One query unless loaded `with_end`."""
        ends = self.__dict__.get("ends_on")
        if ends is None:
            this = Completion.objects.with_end().filter(pk=self.pk)
            ends = this.values_list("ends_on", flat=True).get()  # type: ignore[misc]  # an annotation
        return None if ends == dt.date.max else ends


class CompletionStamp(UnindexedModel):
    """An employment of the person that was valid on the day of the completion.

    `unit_path` stores the names from the root down at that time; units may be renamed or moved later.
    """

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="stamps")
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    unit_path = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["completion", "employment"], name="stamp_once_per_employment")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {' / '.join(self.unit_path)}"


#: the certificate in the name of the day of completion is the first issue and has no row
FIRST_ISSUE = 1


class CertificateIssue(AppendOnlyModel):
    """A new issue of the certificate of a completion, in the name of the person at that time. Append-only.

    Earlier issues do not change and their codes stay valid.
    """

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=301)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("certificate issue")
        verbose_name_plural = _("certificate issues")
        constraints = [
            models.UniqueConstraint(fields=["completion", "number"], name="certificate_issue_numbered_once"),
            models.CheckConstraint(condition=Q(number__gt=FIRST_ISSUE), name="certificate_issue_is_later"),
            models.CheckConstraint(condition=~Q(name=""), name="certificate_issue_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.completion} {self.number}: {self.name}"
