"""The status of modules for one person: progress, what remains, due day and who requires it."""

import datetime as dt
from dataclasses import dataclass, field

from lms.attempts.progress.modules import Progress
from lms.attempts.progress.queries import open_attempts, progress_with
from lms.records.api import Completion
from lms.requirements.api import Remaining, is_valid, last_valid_days, remaining_for
from people.api import Person

#: how many days ahead a due day is soon
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class ModuleStatus:
    """The status of a module for one person on a day."""

    progress: Progress = field(default_factory=Progress)
    #: what is required of the person and not done; None when nothing is
    requirement: Remaining | None = None
    is_soon: bool = False

    @property
    def due_on(self) -> dt.date | None:
        return self.requirement.due_on if self.requirement else None

    @property
    def is_late(self) -> bool:
        return self.requirement is not None and self.requirement.is_late

    @property
    def why(self) -> str:
        """Who requires it, as text."""
        return self.requirement.why if self.requirement else ""

    @property
    def is_shown(self) -> bool:
        """Whether a card shows the status: the module is begun, done or required."""
        return self.progress.is_begun or self.progress.is_done or self.requirement is not None


def statuses_of(person: Person, day: dt.date) -> dict[int, ModuleStatus]:
    """Return the status of modules for `person` on `day`, the most urgent requirement first.

    A module that is neither begun nor completed nor required is left out. Four queries, however many modules
    there are; three where nothing is begun.
    """
    completions = list(
        Completion.objects.with_end().filter(person=person, achieved_on__lte=day).order_by("achieved_at")
    )
    valid = [completion for completion in completions if is_valid(completion.ends_on, day)]  # type: ignore[attr-defined]  # with_end
    progress = progress_with(valid, open_attempts(person))
    remaining = remaining_for(person, day, last_valid_days(completions))
    required = {requirement.module.pk: requirement for requirement in remaining}
    return {
        module_id: _status(progress.get(module_id), required.get(module_id), day)
        for module_id in dict.fromkeys([*required, *progress])
    }


def _status(progress: Progress | None, requirement: Remaining | None, day: dt.date) -> ModuleStatus:
    is_near = requirement is not None and requirement.due_on <= day + SOON
    is_soon = is_near and requirement is not None and not requirement.is_late
    return ModuleStatus(progress or Progress(), requirement, is_soon)
