"""Launches with counts of their commits, for learners and administrators."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.attempts.api import (
    Attempt,
    DeviceKind,
    JournalEntry,
    Launch,
    LaunchEnding,
    Refusal,
    Times,
    duration_text,
    times_of,
)
from lms.history import texts
from lms.history.enums import AccessChannel
from lms.history.models import AccessLogEntry
from people.api import Person

#: plays of an attempt on a page, at most, newest first
MAX_PLAYS = 50


@dataclass(frozen=True)
class RefusedCommits:
    """The number of commits of a launch that were refused for one reason."""

    refusal: str
    count: int

    @property
    def sentence(self) -> str:
        sentence = ngettext("One saving was not taken.", "%(count)s savings were not taken.", self.count)
        return sentence % {"count": self.count}

    @property
    def why(self) -> str:
        """Return the explanation for the learner, with what to do."""
        return str(texts.REFUSALS[Refusal(self.refusal)])

    @property
    def reason(self) -> str:
        """Return the reason for other readers."""
        return str(Refusal(self.refusal).label)


@dataclass(frozen=True)
class Play:
    """A launch with the numbers of its commits."""

    launch: Launch
    saved: int = 0
    last_saved_at: dt.datetime | None = None
    refused: tuple[RefusedCommits, ...] = ()

    @property
    def refused_count(self) -> int:
        return sum(refused.count for refused in self.refused)

    @property
    def device(self) -> str:
        return str(texts.ON_DEVICE.get(DeviceKind(self.launch.device), "")) if self.launch.device else ""

    @property
    def saved_sentence(self) -> str:
        if not self.saved:
            return _("Nothing was saved.")
        return ngettext("Saved once.", "Saved %(count)s times.", self.saved) % {"count": self.saved}

    @property
    def ending_sentence(self) -> str:
        ending = self.launch.ending
        return str(texts.ENDINGS[LaunchEnding(ending)]) if ending else _("It has not been closed yet.")


@dataclass(frozen=True)
class LastAccess:
    """The last access to a person's history through one channel."""

    channel: AccessChannel
    last_at: dt.datetime


@dataclass(frozen=True)
class AttemptHistory:
    """The plays of an attempt, with times and the reasons why its completion looks unusual."""

    attempt: Attempt
    plays: list[Play]
    #: True if there are older plays than `plays`
    has_more: bool
    times: Times
    #: reasons why its completion looks unusual
    unusual: tuple[str, ...] = ()

    @property
    def duration(self) -> str:
        return duration_text(self.times.seconds)

    @property
    def refused_count(self) -> int:
        return sum(play.refused_count for play in self.plays)


def attempt_history(attempt: Attempt, launches: QuerySet[Launch]) -> AttemptHistory:
    """Return the newest plays of an attempt among `launches`, and its times; at most three queries.

    `launches` are those that the reader may see; the times are of the whole attempt.

    The caller adds the reasons why a completion looks unusual, which the learner does not see.
    """
    newest = list(launches.filter(attempt=attempt).order_by("-lease")[: MAX_PLAYS + 1])
    plays = plays_of(newest[:MAX_PLAYS])
    times = times_of([attempt]).get(attempt.pk, Times())
    return AttemptHistory(attempt, plays, len(newest) > MAX_PLAYS, times)


def plays_of(launches: Iterable[Launch]) -> list[Play]:
    """Return the plays of the launches, in the same order; one query."""
    launches = list(launches)
    counted = (
        JournalEntry.objects.filter(launch__in=[launch.pk for launch in launches])
        .values("launch", "refusal")
        .annotate(number=Count("pk"), last=Max("received_at"), first=Min("pk"))
        .order_by("first")
    )
    saved: dict[UUID, int] = {}
    last: dict[UUID, dt.datetime] = {}
    refused: dict[UUID, list[RefusedCommits]] = defaultdict(list)
    for row in counted:
        launch = row["launch"]
        if row["refusal"]:
            refused[launch].append(RefusedCommits(row["refusal"], row["number"]))
        else:
            saved[launch], last[launch] = row["number"], row["last"]
    return [
        Play(launch, saved.get(launch.pk, 0), last.get(launch.pk), tuple(refused.get(launch.pk, ())))
        for launch in launches
    ]


def other_attempts(attempt: Attempt) -> QuerySet[Attempt]:
    """Return the other attempts of the person at the module, newest first."""
    others = Attempt.objects.filter(person=attempt.person_id, module=attempt.module_id)
    return others.exclude(pk=attempt.pk).select_related("module_version").order_by("-number")


def attempts_within(person: Person, launches: QuerySet[Launch]) -> QuerySet[Attempt]:
    """Return the attempts of `person` with a launch among `launches`, last opened first."""
    visible = launches.filter(attempt=OuterRef("pk")).order_by("-started_at")
    return (
        Attempt.objects.filter(person=person, module__trial_of=None)
        .annotate(last_opened_at=Subquery(visible.values("started_at")[:1]))
        .filter(last_opened_at__isnull=False)
        .select_related("module_version")
        .order_by("-last_opened_at")
    )


def refusals_by_attempt(attempts: Collection[Attempt], launches: QuerySet[Launch]) -> dict[UUID, int]:
    """Return attempt -> number of refused commits, without attempts that have none."""
    visible = launches.filter(attempt__in=[attempt.pk for attempt in attempts])
    entries = JournalEntry.objects.filter(~Q(refusal=""), launch__in=visible.values("pk"))
    return dict(entries.values_list("launch__attempt").annotate(number=Count("pk")))


def last_accesses(person: Person) -> list[LastAccess]:
    """Return the last access to the history of the person through each channel."""
    accesses = AccessLogEntry.objects.filter(person=person).values_list("channel").annotate(last=Max("at"))
    return [LastAccess(AccessChannel(channel), last) for channel, last in accesses.order_by("-last")]
