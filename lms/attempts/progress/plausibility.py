"""Signs that a completion is implausible: for somebody to check, never to change a result.

What the browser reports is compared with what the server recorded. The bounds allow for quick learners, for
those who know the subject and for content whose clock is a little wrong.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.api import Module
from lms.attempts.models import Attempt, Launch, ScoState

#: content's own clock may count twice the time that passed, and ten minutes more
CLAIMED_FACTOR = 2
CLAIMED_MARGIN = 600
#: five answers or more, and more than one a second
LEAST_ANSWERS = 5
ANSWERS_PER_SECOND = 1
#: three steps and parts or more, and less than two seconds for each
LEAST_PAGES = 3
SECONDS_PER_PAGE = 2
#: of the module's stated length: somebody who knows the subject may need a tenth
LEAST_SHARE = 0.05
#: how many completions of a module are checked for its trainer, the newest first
NEWEST_OF_MODULE = 200
#: smaller groups are not shown to a trainer
LEAST_SHOWN = 5


@dataclass(frozen=True)
class Evidence:
    """The measurements of a completed attempt; times in seconds."""

    #: the module's stated length, 0 for none
    stated: float = 0
    #: from the beginning of the attempt to its completion, None where that is not known
    elapsed: float | None = None
    #: from each launch to its end or to its last commit, added up
    open_for: float = 0
    #: the time that the content reports
    claimed: float = 0
    answers: int = 0
    #: steps that were opened, and parts of packages that were loaded
    pages: int = 0

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is unusual, in sentences; empty where nothing is."""
        return tuple(self._unusual())

    def _unusual(self) -> Iterator[str]:
        if self.elapsed is not None and self.elapsed < self.stated * LEAST_SHARE:
            yield _("Done in %(time)s, while the module takes about %(stated)s.") % {
                "time": _seconds(self.elapsed),
                "stated": _minutes(self.stated),
            }
        if self.claimed > CLAIMED_FACTOR * self.open_for + CLAIMED_MARGIN:
            yield _("The content says %(claimed)s, while it was open for %(time)s.") % {
                "claimed": _minutes(self.claimed),
                "time": _seconds(self.open_for),
            }
        if self.answers >= LEAST_ANSWERS and self.answers > ANSWERS_PER_SECOND * self.open_for:
            yield _("%(count)s answers in %(time)s.") % {
                "count": self.answers,
                "time": _seconds(self.open_for),
            }
        is_fast = self.elapsed is not None and self.elapsed < SECONDS_PER_PAGE * self.pages
        if self.elapsed is not None and is_fast and self.pages >= LEAST_PAGES:
            yield _("%(count)s pages in %(time)s.") % {
                "count": self.pages,
                "time": _seconds(self.elapsed),
            }


def evidence_of(attempts: Collection[Attempt]) -> dict[UUID, Evidence]:
    """Return the evidence of completed attempts; four queries however many there are, none for none."""
    if not attempts:
        return {}
    completed = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts], completion__isnull=False)
    rows = completed.select_related("completion", "module_version").annotate(opened=Count("step_progress"))
    open_for = _open_for(attempts)
    parts = _parts(attempts)
    return {
        attempt.pk: Evidence(
            stated=60 * attempt.module_version.minutes,
            elapsed=_elapsed(attempt),
            open_for=open_for.get(attempt.pk, 0),
            claimed=sum(part["claimed"] for part in parts[attempt.pk]),
            answers=sum(part["answers"] for part in parts[attempt.pk]),
            pages=attempt.opened + len(parts[attempt.pk]),
        )
        for attempt in rows
    }


def unusual_reasons(attempt: Attempt) -> tuple[str, ...]:
    """Return why the completion of an attempt is unusual; empty for one that is not completed."""
    evidence = evidence_of([attempt]) if attempt.completion_id is not None else {}
    return evidence[attempt.pk].reasons if evidence else ()


def unusual_completions(
    people: Collection[int], modules: Collection[int], day: dt.date
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return why the newest completions by `day` are unusual, by person and module; others are left out."""
    completed = Attempt.objects.filter(
        person__in=people, module__in=modules, completion__achieved_on__lte=day
    ).order_by("completion__achieved_at", "number")
    newest = {(attempt.person_id, attempt.module_id): attempt for attempt in completed}
    evidence = evidence_of(newest.values())
    reasons = {key: evidence[attempt.pk].reasons for key, attempt in newest.items()}
    return {key: unusual for key, unusual in reasons.items() if unusual}


def unusual_of_module(module: Module, *, before: dt.date) -> int:
    """Return how many of a module's newest completions are unusual, rounded down to a multiple of five.

    For readers who may not identify learners: 0 for fewer than five, and nothing of the day `before` or
    later, so that the number does not follow one learner.
    """
    completed = Attempt.objects.filter(module=module, completion__achieved_on__lt=before)
    newest = list(completed.order_by("-completion__achieved_at")[:NEWEST_OF_MODULE])
    unusual = sum(bool(evidence.reasons) for evidence in evidence_of(newest).values())
    return unusual - unusual % LEAST_SHOWN


def _elapsed(attempt: Attempt) -> float | None:
    assert attempt.completion is not None  # noqa: S101 - filtered by it; for mypy
    seconds = (attempt.completion.achieved_at - attempt.started_at).total_seconds()
    return seconds if seconds >= 0 else None


def _open_for(attempts: Collection[Attempt]) -> Mapping[UUID, float]:
    launches = Launch.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    last = Max("journal__received_at", filter=Q(journal__refusal=""))
    seconds: dict[UUID, float] = defaultdict(float)
    for launch in launches.annotate(last=last):
        ends = [moment for moment in (launch.last, launch.ended_at) if moment is not None]
        if ends:
            seconds[launch.attempt_id] += (max(ends) - launch.started_at).total_seconds()
    return seconds


def _parts(attempts: Collection[Attempt]) -> Mapping[UUID, list[dict[str, Any]]]:
    states = ScoState.objects.filter(
        package_attempt__attempt__in=[attempt.pk for attempt in attempts], package_attempt__moved_to=None
    ).select_related("package_attempt")
    parts: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for state in states:
        answers = state.cmi.get("interactions")
        parts[state.package_attempt.attempt_id].append(
            {
                "claimed": state.total_seconds + state.session_seconds,
                "answers": len(answers) if isinstance(answers, dict) else 0,
            }
        )
    return parts


def _seconds(seconds: float) -> str:
    whole = max(round(seconds), 0)
    if whole >= 120:
        return _minutes(seconds)
    return ngettext("%(count)s second", "%(count)s seconds", whole) % {"count": whole}


def _minutes(seconds: float) -> str:
    if seconds >= 7_200:
        hours = round(seconds / 3_600)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    minutes = max(round(seconds / 60), 1)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
