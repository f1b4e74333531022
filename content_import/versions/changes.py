"""Publication of changes of a module that people have begun, as a correction or a new version."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from content_import.exceptions import ChangeRefused, CorrectionRefused
from content_import.versions.upgrades import count_completed, require_publisher, unfinished_attempts
from courses.api import (
    Module,
    ModulePage,
    ModuleVersion,
    StepChange,
    compare_steps,
    is_same_content,
    read_stream,
    resolve_steps,
    run_publish_checks,
    structure_of,
    summary_of,
)
from lms.attempts.api import move_to_correction, versions_corrected_by
from lms.records.api import DeclareVersionExpiry
from people.api import Action, Change, Person


@dataclass(frozen=True)
class ChangePlan:
    """The plan of publishing a page's newest draft."""

    page: ModulePage
    revision: Revision
    #: the version in force
    before: ModuleVersion
    steps: tuple[StepChange, ...]
    #: the validity in months before and after, None if it is unchanged
    validity: tuple[int | None, int | None] | None
    #: True when steps, packages and rules are unchanged
    allows_correction: bool
    #: people with an unfinished attempt, and those of them whose version a correction corrects
    in_the_middle: int
    reached: int
    #: people whose completion is valid today
    completed: int

    @property
    def concerns_learners(self) -> bool:
        return bool(self.in_the_middle or self.completed)

    @property
    def summary(self) -> str:
        """How many steps were added, changed, moved and removed."""
        return summary_of(self.steps)

    @property
    def meaning(self) -> str:
        """What the change means for those who have begun, as a sentence; "" where nobody has."""
        if not self.in_the_middle:
            return ""
        if self.allows_correction:
            return _(
                "Steps, questions and rules are the same, so that it can be a correction: "
                "those in the middle see the new words at once and keep all that they have done."
            )
        return _(
            "Steps, questions or rules have changed. Those in the middle finish on version %(number)s, which "
            "they began, and notice nothing of it."
        ) % {"number": self.before.number}


@dataclass(frozen=True)
class Published:
    """The published version, and the number of people moved to it."""

    version: ModuleVersion
    moved: int


def plan_change(page: ModulePage) -> ChangePlan | None:
    """Return the plan of publishing the page's newest draft; None if it makes no new version.

    An unpublished page is included, since attempts at its module continue.
    """
    revision, before = page.get_latest_revision(), version_in_force(page)
    if revision is None or before is None:
        return None
    steps = read_stream(resolve_steps(json.loads(revision.content["steps"])))
    frozen = before.content.stored_steps
    months = page.module.valid_months
    validity = None if before.valid_months == months else (before.valid_months, months)
    if validity is None and is_same_content(frozen, steps):
        return None
    allows_correction = validity is None and structure_of(frozen) == structure_of(steps)
    next_version = ModuleVersion(
        module_id=before.module_id,
        number=before.number + 1,
        language=before.language,
        steps=before.steps,
        valid_months=months,
    )
    unfinished = unfinished_attempts(page)
    corrected = versions_corrected_by(next_version) if allows_correction else []
    return ChangePlan(
        page=page,
        revision=revision,
        before=before,
        steps=compare_steps(frozen, steps),
        validity=validity,
        allows_correction=allows_correction,
        in_the_middle=unfinished.count(),
        reached=unfinished.filter(module_version__in=corrected).count(),
        completed=count_completed(page),
    )


def version_in_force(page: ModulePage) -> ModuleVersion | None:
    """Return the newest version of the page's module in its language."""
    versions = page.module.versions.filter(language=page.locale.language_code)
    newest: ModuleVersion | None = versions.select_related("content").order_by("-number").first()
    return newest


def needs_choice(page: ModulePage) -> bool:
    """Return whether publishing the newest draft changes a module that people have begun or completed."""
    change = plan_change(page)
    return change is not None and change.concerns_learners


def can_show_changes(page: ModulePage, person: Person) -> bool:
    """Return whether changes can be shown: it has been published, and the person may publish it."""
    return page.has_been_published and page.permissions_for_user(person).can_publish()


def reasons_to_publish_alone(page: ModulePage) -> list[str]:
    """Return why the page can't be published in bulk: a trainer has to choose how."""
    if not needs_choice(page):
        return []
    return [_("People have begun or completed it: publish it by itself, and choose what becomes of them.")]


@dataclass(frozen=True, kw_only=True)
class PublishChange(Action[Published]):
    """Publish the draft `revision_id` of a page; with `is_correction`, move unfinished attempts to it.

    A new version leaves attempts on theirs. With `last_valid_on`, which a correction can't have, earlier
    completions are valid until that day. Raises ChangeRefused if there is a newer draft, no change or a
    problem with publishing, CorrectionRefused if steps, packages or rules differ.
    """

    audit = "wagtail.publish"

    page: ModulePage
    revision_id: int
    is_correction: bool
    last_valid_on: dt.date | None = None

    def check(self, by: Person) -> None:
        require_publisher(self.page, by)

    def execute(self) -> Change[Published]:
        plan = self._plan()
        plan.revision.publish(user=self.by)
        version = version_in_force(plan.page)
        if version is None or version.pk == plan.before.pk:
            raise ChangeRefused
        moved = 0
        if self.is_correction:
            version.corrects = plan.before
            version.save(update_fields=["corrects"])
            moved = move_to_correction(version=version)
        elif self.last_valid_on is not None:
            DeclareVersionExpiry(module_version=version, last_valid_on=self.last_valid_on, by=self.by).run()
        return Change(Published(version, moved))

    def _plan(self) -> ChangePlan:
        """Return the plan of the locked page. Raises ChangeRefused and CorrectionRefused."""
        Module.objects.select_for_update().get(pk=self.page.module_id)
        plan = plan_change(ModulePage.objects.select_for_update().get(pk=self.page.pk))
        if plan is None or plan.revision.pk != self.revision_id:
            raise ChangeRefused
        if run_publish_checks(plan.revision.as_object()):
            raise ChangeRefused
        if self.is_correction and (not plan.allows_correction or self.last_valid_on is not None):
            raise CorrectionRefused
        return plan


def is_scheduled(page: ModulePage) -> bool:
    """Return whether the page is scheduled to be published, without a user who could choose."""
    return page.go_live_at is not None and page.go_live_at > timezone.now()
