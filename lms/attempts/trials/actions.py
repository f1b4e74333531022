"""Actions that start and end trials of drafts. What is done in a trial is no record, and is deleted."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.utils import timezone

from courses.api import Module, ModulePage, delete_trial_modules, freeze_trial, plan_trial
from infrastructure.db.api import guards_lifted
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.exceptions import TrialRefused
from lms.attempts.models import (
    Attempt,
    JournalEntry,
    Launch,
    NavigationEntry,
    PackageAttempt,
    ScoState,
    SequencingState,
    StepProgress,
)
from people.api import Action, Change, LogEntry, Person

logger = logging.getLogger(__name__)

#: a trial that was not ended is deleted after this
KEPT = dt.timedelta(days=7)
#: the actions in Wagtail's log
START_TRIAL, END_TRIAL = "narlara.start_trial", "narlara.end_trial"


@dataclass(frozen=True, kw_only=True)
class StartTrial(Action[Attempt]):
    """Start a trial of the newest draft of a page, from the beginning; the person's earlier one is deleted.

    Raises TrialRefused with the reasons, and CommitRefused beyond the person's limit of the day.
    """

    audit = START_TRIAL

    page: ModulePage

    def check(self, by: Person) -> None:
        _check_editor(self.page, by)

    def execute(self) -> Change[Attempt]:
        page = ModulePage.objects.select_for_update().get(pk=self.page.pk)
        plan = plan_trial(page)
        if plan.reasons:
            raise TrialRefused(list(plan.reasons))
        person = self.by or _nobody()
        delete_trials(trials_of(page, person))
        attempt = start_attempt(person=person, module_version=freeze_trial(plan), by=person)
        return Change(attempt, [LogEntry(page)])


@dataclass(frozen=True, kw_only=True)
class EndTrial(Action[None]):
    """End the person's trial of a page: delete all that was done in it."""

    audit = END_TRIAL

    page: ModulePage

    def check(self, by: Person) -> None:
        _check_editor(self.page, by)

    def execute(self) -> Change[None]:
        modules = trials_of(self.page, self.by or _nobody())
        delete_trials(modules)
        return Change(None, [LogEntry(self.page)] if modules else [])


def _nobody() -> Person:
    raise PermissionDenied


def _check_editor(page: ModulePage, by: Person) -> None:
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied


def trials_of(page: ModulePage, person: Person | None = None) -> list[Module]:
    """Return the modules of the trials of a page, those of `person` if given."""
    of_page = Module.with_trials.filter(trial_of=page.module_id, versions__language=page.locale.language_code)
    return list(of_page.filter(attempts__person=person) if person else of_page)


def delete_old_trials() -> int:
    """Delete the trials that were started before `KEPT`; return how many there were."""
    old = list(Module.with_trials.filter(trial_of__isnull=False, created_at__lt=timezone.now() - KEPT))
    for trial in old:  # each by itself, so that one that is protected keeps no other
        try:
            delete_trials([trial])
        except ProtectedError:
            logger.exception("The trial %s can't be deleted", trial.pk)
    return len(old)


def delete_trials(modules: Collection[Module]) -> None:
    """Delete modules of trials, with all that was saved in them. Modules that people take are left alone."""
    trials = [module for module in modules if module.is_trial]
    if not trials:
        return
    with guards_lifted(reason="a trial of a draft, which is no record, is deleted"):
        attempts = Attempt.objects.filter(module__in=trials)
        for model, field in _ROWS:
            model._default_manager.filter(**{f"{field}__in": attempts}).delete()
        attempts.delete()
        delete_trial_modules(trials)


#: what an attempt consists of, in the order in which it can be deleted
_ROWS = (
    (NavigationEntry, "launch__attempt"),
    (SequencingState, "package_attempt__attempt"),
    (JournalEntry, "launch__attempt"),
    (ScoState, "package_attempt__attempt"),
    (Launch, "attempt"),
    (PackageAttempt, "attempt"),
    (StepProgress, "attempt"),
)
