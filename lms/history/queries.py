"""Launches and what they sent, counted: what learners and administrators see."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from lms.attempts.api import Attempt, JournalEntry, Launch, Refusal, Times, duration_text, times_of
from lms.history import texts as words
from lms.history.enums import Door
from lms.history.models import Look
from people.api import Person

#: the most plays of an attempt that are told at once, the newest first
PLAYS_SHOWN = 50


@dataclass(frozen=True)
class Refused:
    """Commits of a launch that were refused for the same reason."""

    refusal: str
    count: int

    @property
    def sentence(self) -> str:
        return words.refused_in_words(self.count)

    @property
    def why(self) -> str:
        """For the learner, with what to do."""
        return words.refusal_in_words(self.refusal)

    @property
    def reason(self) -> str:
        """For others."""
        return str(Refusal(self.refusal).label)


@dataclass(frozen=True)
class Play:
    """One launch, and how many commits it sent."""

    launch: Launch
    saved: int = 0
    last_saved_at: dt.datetime | None = None
    refused: tuple[Refused, ...] = ()

    @property
    def refused_count(self) -> int:
        return sum(refused.count for refused in self.refused)

    @property
    def device(self) -> str:
        return words.on_device(self.launch.device)

    @property
    def saved_sentence(self) -> str:
        return words.saved_in_words(self.saved)

    @property
    def ending_sentence(self) -> str:
        return words.ending_in_words(self.launch.ending)


@dataclass(frozen=True)
class Looked:
    """Somebody looked at a person's history."""

    door: Door
    last_at: dt.datetime


@dataclass(frozen=True)
class Saved:
    """What has been saved of an attempt, told to whoever may know."""

    attempt: Attempt
    plays: list[Play]
    #: True when there are older plays than those told
    has_more: bool
    times: Times
    #: why its completion looks unusual
    unusual: tuple[str, ...] = ()

    @property
    def duration(self) -> str:
        return duration_text(self.times.seconds)

    @property
    def refused_count(self) -> int:
        return sum(play.refused_count for play in self.plays)


def saved_of(attempt: Attempt, launches: QuerySet[Launch]) -> Saved:
    """Return what `launches` (those that the reader may see) sent of an attempt; three queries.

    Why a completion looks unusual is for others than the learner: the caller adds it.
    """
    newest = list(launches.filter(attempt=attempt).order_by("-lease")[: PLAYS_SHOWN + 1])
    plays = plays_of(newest[:PLAYS_SHOWN])
    times = times_of([attempt]).get(attempt.pk, Times())
    return Saved(attempt, plays, len(newest) > PLAYS_SHOWN, times)


def plays_of(launches: Iterable[Launch]) -> list[Play]:
    """Return launches with their commits counted, in the same order; one query."""
    launches = list(launches)
    counted = (
        JournalEntry.objects.filter(launch__in=[launch.pk for launch in launches])
        .values("launch", "refusal")
        .annotate(number=Count("pk"), last=Max("received_at"), first=Min("pk"))
        .order_by("first")
    )
    saved: dict[UUID, int] = {}
    last: dict[UUID, dt.datetime] = {}
    refused: dict[UUID, list[Refused]] = defaultdict(list)
    for row in counted:
        launch = row["launch"]
        if row["refusal"]:
            refused[launch].append(Refused(row["refusal"], row["number"]))
        else:
            saved[launch], last[launch] = row["number"], row["last"]
    return [
        Play(launch, saved.get(launch.pk, 0), last.get(launch.pk), tuple(refused.get(launch.pk, ())))
        for launch in launches
    ]


def other_attempts(attempt: Attempt) -> QuerySet[Attempt]:
    """The same person's other attempts at the module, the newest first."""
    others = Attempt.objects.filter(person=attempt.person_id, module=attempt.module_id)
    return others.exclude(pk=attempt.pk).select_related("module_version").order_by("-number")


def attempts_within(person: Person, launches: QuerySet[Launch]) -> QuerySet[Attempt]:
    """The attempts of `person` with a launch among `launches`, counted; the one taken last first."""
    seen = launches.filter(attempt=OuterRef("pk")).order_by("-started_at")
    return (
        Attempt.objects.filter(person=person)
        .annotate(last_opened_at=Subquery(seen.values("started_at")[:1]))
        .filter(last_opened_at__isnull=False)
        .select_related("module_version")
        .order_by("-last_opened_at")
    )


def refusals_by_attempt(attempts: Collection[Attempt], launches: QuerySet[Launch]) -> dict[UUID, int]:
    """Return how many commits were refused, by attempt, of those that have any."""
    seen = launches.filter(attempt__in=[attempt.pk for attempt in attempts])
    found = JournalEntry.objects.filter(~Q(refusal=""), launch__in=seen.values("pk"))
    return dict(found.values_list("launch__attempt").annotate(number=Count("pk")))


def looked_at(person: Person) -> list[Looked]:
    """When support and administrators last looked at what is the person's."""
    looks = Look.objects.filter(person=person).values_list("door").annotate(last=Max("at"))
    return [Looked(Door(door), last) for door, last in looks.order_by("-last")]
