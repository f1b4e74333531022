"""Trials of drafts: the finished steps of a draft as the version of a module that counts nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import PackageKind
from courses.models import Module, ModulePage, ModuleVersion, ModuleVersionPackage, Package
from courses.modules.actions import create_version
from courses.modules.frozen_content import resolve_steps
from courses.modules.publish_checks import run_publish_checks


@dataclass(frozen=True)
class TrialPlan:
    """What a trial of a draft would play."""

    page: ModulePage
    #: the blocks of the finished steps
    blocks: tuple[Any, ...]
    #: the titles of the others
    unfinished: tuple[str, ...]
    #: why it can't be played at all, as sentences
    reasons: tuple[str, ...]


def plan_trial(page: ModulePage) -> TrialPlan:
    """Return the plan of a trial of the page's newest draft; each step is judged by itself."""
    draft = page.get_latest_revision_as_object()
    ready = [step for step in draft.steps if _is_finished(step)]
    unfinished = [step for step in draft.steps if step not in ready]
    titles = tuple(step.value.get("title") or _("Step without a title") for step in unfinished)
    draft.steps = ModulePage._meta.get_field("steps").to_python([step.get_prep_value() for step in ready])
    draft.introduction, draft.aims = "", ""  # a trial doesn't show them
    reasons = run_publish_checks(draft)
    if not ready:
        reasons.append(_("No step is finished yet. Finish one, and try it then."))
    return TrialPlan(draft, tuple(draft.steps), titles, tuple(reasons))


def _is_finished(step: Any) -> bool:
    try:
        step.block.clean(step.value)
    except ValidationError:
        return False
    return True


@transaction.atomic
def freeze_trial(plan: TrialPlan) -> ModuleVersion:
    """Return the only version of a new module, with the steps of the plan; it protects no files."""
    page, tried = plan.page, plan.page.module
    revision = page.get_latest_revision() or page.save_revision(clean=False)
    module = Module.with_trials.create(slug=f"trial-{uuid4()}", owner=tried.owner, trial_of=tried)
    content = resolve_steps([step.get_prep_value() for step in plan.blocks])
    page.minutes = page.minutes or 1
    return create_version(module=module, page=page, revision=revision, blocks=plan.blocks, content=content)


@transaction.atomic
def delete_trial_modules(modules: Sequence[Module]) -> None:
    """Delete modules of trials with their versions and compiled questions; their attempts must be gone."""
    versions = ModuleVersion.objects.filter(module__in=modules, module__trial_of__isnull=False)
    used = ModuleVersionPackage.objects.filter(module_version__in=versions)
    compiled = list(used.filter(package__kind=PackageKind.NATIVE).values_list("package", flat=True))
    versions.delete()
    Package.objects.filter(pk__in=compiled).delete()
    Module.with_trials.filter(pk__in=[module.pk for module in modules], trial_of__isnull=False).delete()
