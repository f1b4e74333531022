"""Modules, which their pages in each language share, and their frozen versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models.package import Package
from courses.site.slugs import ascii_slug_constraint
from courses.steps.stored import StoredStep, read_outline
from infrastructure.db.api import UnindexedModel
from people.api import Employment, Municipality, Person, reach_of

SLUG_LENGTH = 120


def municipalities_open_to(person: Person, day: dt.date) -> QuerySet[Municipality]:
    """Return the municipalities whose own modules are open: where the person works that day or has a role.

    Trainers of shared modules see those of all.
    """
    reach = reach_of(person)
    if person.is_superuser or reach.trains_shared:
        return Municipality.objects.all()
    by_role = {municipality.pk for municipality in reach.administered} | (reach.edits_for - {None})
    by_role |= {unit.municipality_id for unit in reach.managed_units}
    employments = Employment.objects.on_day(day).filter(person=person)
    return Municipality.objects.filter(Q(pk__in=by_role) | Q(pk__in=employments.values("unit__municipality")))


class ModuleQuerySet(models.QuerySet["Module"]):
    """A queryset of modules by who may take them."""

    def open_to(self, person: Person, day: dt.date) -> ModuleQuerySet:
        """Return shared modules, and those of municipalities that are open to the person that day."""
        return self.filter(Q(owner__isnull=True) | Q(owner__in=municipalities_open_to(person, day)))


class ModuleManager(models.Manager.from_queryset(ModuleQuerySet)):  # type: ignore[misc]  # made by a call
    """The modules without those of trials, which no list, choice or figure may contain."""

    def get_queryset(self) -> ModuleQuerySet:
        modules: ModuleQuerySet = super().get_queryset()
        return modules.filter(trial_of=None)


class Module(UnindexedModel):
    """A module, shared by its languages. Owned by a municipality, or shared by all (no owner).

    A trial of a draft is played as a module of its own, `trial_of` the draft's: it has versions and attempts
    that count nowhere, and no page.
    """

    slug = models.SlugField(unique=True, max_length=SLUG_LENGTH)
    owner = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="modules", verbose_name=_("owner")
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"), null=True, blank=True, help_text=_("Empty: a completion never expires.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    trial_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="trials")

    objects = ModuleManager()
    with_trials = ModuleQuerySet.as_manager()

    class Meta:
        constraints = [ascii_slug_constraint("module_slug_ascii")]
        ordering = ["slug"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self) -> str:
        return self.slug

    @property
    def is_trial(self) -> bool:
        return self.trial_of_id is not None


@dataclass(frozen=True)
class ModuleRules:
    """The settings that the languages of a module share: owner (None: shared by all) and validity."""

    owner: Municipality | None
    valid_months: int | None


class ModuleVersion(UnindexedModel):
    """A module's steps, packages and rules, frozen when a page was published with changes.

    `steps` is a list of `{"id", "kind", "title", "package"}`, read as `stored_steps`. The content of the
    steps is in `content`, and their files are in `files`.
    """

    module = models.ForeignKey(Module, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    steps = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=0)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: the version that this one corrects; unfinished attempts of that one continue with this
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="corrections")
    packages = models.ManyToManyField(Package, through="ModuleVersionPackage", related_name="module_versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module", "number"], name="module_version_number_once")
        ]
        ordering = ["module", "number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def stored_steps(self) -> tuple[StoredStep, ...]:
        """The steps without their content."""
        return read_outline(self.steps)


class ModuleVersionPackage(UnindexedModel):
    """A package of a module version, which protects it from deletion."""

    module_version = models.ForeignKey(ModuleVersion, models.CASCADE)
    package = models.ForeignKey(Package, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module_version", "package"], name="module_version_package_once")
        ]
