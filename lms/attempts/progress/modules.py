"""A person's progress in a module, as a figure and as text."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.api import relative_day
from lms.attempts.enums import ProgressState
from lms.attempts.progress.packages import PackageProgress
from lms.attempts.progress.reasons import Reason
from lms.attempts.progress.steps import Steps
from lms.records.api import Completion


@dataclass(frozen=True)
class Progress:
    """A person's progress in a module."""

    state: ProgressState = ProgressState.NONE
    steps_done: int = 0
    steps_total: int = 0
    #: 0..1 of the module; None where its content reports too little for a figure
    share: float | None = None
    minutes_left: int = 0
    #: the URL to continue at, or of the result; "" when nothing was begun here
    resume_url: str = ""
    started_at: dt.datetime | None = None
    last_active: dt.datetime | None = None
    attempt: UUID | None = None
    #: of the attempt, which may be another than the page's or the reader's
    language: str = ""
    #: the newest completion that is valid today
    completion: Completion | None = None
    #: the progress of the package of the step to continue with
    package: PackageProgress | None = None
    #: a test was failed, and no later result has replaced it
    has_failed: bool = False
    #: after a failed test: what remains before the module is complete
    reasons: tuple[Reason, ...] = ()

    @property
    def is_begun(self) -> bool:
        return self.state == ProgressState.BEGUN

    @property
    def is_done(self) -> bool:
        return self.state == ProgressState.DONE

    @property
    def step(self) -> int:
        """The number of the step that comes next; 0 before the module is begun."""
        return min(self.steps_done + 1, self.steps_total)

    @property
    def shows_bar(self) -> bool:
        """Whether a bar is shown: not without a figure, nor after a failed test."""
        return self.is_begun and self.share is not None and not self.has_failed

    @property
    def percent(self) -> int:
        """The done share in per cent, 100 only where the module is complete."""
        return 100 if self.is_done else min(int(100 * (self.share or 0.0)), 99)

    @property
    def summary(self) -> str:
        """The step, its package's progress, and the time left, or the day when it was begun."""
        phrases = self._package_phrases()
        if self.steps_total > 1:
            phrases.insert(
                0, _("Step %(step)s of %(total)s") % {"step": self.step, "total": self.steps_total}
            )
        if self.shows_bar:
            minutes = self.minutes_left
            left = ngettext("about %(minutes)s minute left", "about %(minutes)s minutes left", minutes)
            phrases.append(left % {"minutes": minutes})
        elif not self.has_failed and self.started_at is not None:
            phrases.append(_("begun %(day)s") % {"day": relative_day(self.started_at)})
        sentence = " · ".join(phrases)
        return sentence[:1].upper() + sentence[1:]

    def _package_phrases(self) -> list[str]:
        package = self.package
        phrases: list[str] = []
        if package is None:
            return phrases
        if package.has_failed:
            if count := package.questions_wrong:
                wrong = ngettext("%(count)s answer was wrong", "%(count)s answers were wrong", count)
                phrases.append(wrong % {"count": count})
            return phrases
        if package.parts_total > 1 and package.share is not None:
            parts = {"done": package.parts_done, "total": package.parts_total}
            phrases.append(_("%(done)s of %(total)s parts done") % parts)
        elif package.screens_total:
            screens = {"screen": package.screens_seen, "total": package.screens_total}
            phrases.append(_("Screen %(screen)s of %(total)s") % screens)
        elif self.shows_bar:
            phrases.append(_("%(percent)s%% done") % {"percent": self.percent})
        if package.questions_left is not None:
            if count := package.questions_left:
                left = ngettext("%(count)s question left", "%(count)s questions left", count)
                phrases.append(left % {"count": count})
        elif count := package.questions:
            answered = ngettext("%(count)s question answered", "%(count)s questions answered", count)
            phrases.append(answered % {"count": count})
        return phrases


def share_of(steps: Steps, packages: Mapping[str, PackageProgress]) -> float | None:
    """Return the share of a module that is done, 0..1, from its steps and their packages by step id.

    A step counts by its type, since only modules have a length. None where the share would be a guess: a
    package is begun and reports nothing, or the only step is no package, or has not been opened. Local steps
    do not count.
    """
    counted = steps.of_core
    if len(counted) == 1 and counted[0].id not in packages:
        return None
    done = 0.0
    for step in counted:
        progress = packages.get(step.id)
        share = 1.0 if step.is_done else progress.share if progress else 0.0
        if share is None:
            return None
        done += step.type.weight * share
    return done / sum(step.type.weight for step in counted)
