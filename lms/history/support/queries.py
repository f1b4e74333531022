"""What support sees: every launch, searched and filtered, an attempt in full, and what was sent."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from courses.api import ModuleVersion, Package
from lms.attempts.api import Attempt, CommitTrigger, JournalEntry, Launch, PackageAttempt, ScoState
from lms.runtimes.scorm.api import Commit, MalformedCommit, read_commit
from people.api import Person, name_matches
from scorm.api import reduce_cmi

#: payloads longer than this are not read for a list; each has a page of its own
READ_IN_LISTS = 65_536
#: the most launches of an attempt that a page shows, the newest first
LAUNCHES_SHOWN = 100
#: how many keys are looked up one by one
FEW = 500
#: how much of a payload a page shows; the file holds it all
SHOWN_CHARACTERS = 65_536


def find_launches(
    *,
    words: str = "",
    ending: str = "",
    only_refused: bool = False,
    package: Package | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Launch]:
    """Return launches, the newest first, by words and by what is chosen.

    Each word must be found in the person's name or in the title of the module; an attempt's or a launch's
    UUID finds that alone. `ending` may be OPEN; the days are both included, in the site's time zone.
    """
    found = Launch.objects.all()
    if ending:
        found = found.filter(ending="" if ending == OPEN else ending)
    if package is not None:
        found = _among(found, "package_attempt", PackageAttempt.objects.filter(package=package))
    if since is not None:
        found = found.filter(started_at__gte=_midnight(since))
    if until is not None:
        found = found.filter(started_at__lt=_midnight(until + dt.timedelta(days=1)))
    if only_refused:
        # Few are refused: they are found by their own index, not launch by launch.
        found = found.filter(pk__in=JournalEntry.objects.filter(~Q(refusal="")).values("launch"))
    return _matching(found, words).order_by("-started_at", "-uuid")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


#: the choice of launches that have not ended
OPEN = "open"


def _matching(launches: QuerySet[Launch], words: str) -> QuerySet[Launch]:
    try:
        number = UUID(words.strip())
    except ValueError:
        pass
    else:
        return launches.filter(Q(pk=number) | Q(attempt=number))
    attempts = Attempt.objects.all()
    for word in words.split():
        people = Person.objects.filter(name_matches(word))
        attempts = attempts.filter(Q(person__in=people) | Q(module__in=_titled(word)))
    return _among(launches, "attempt", attempts) if words.split() else launches


def _among(launches: QuerySet[Launch], field: str, rows: QuerySet[Any]) -> QuerySet[Launch]:
    """Return launches whose `field` is one of `rows`.

    Few are looked up by their keys. Many are found soon by walking the newest launches: sorting all that
    they have would take longer the more there are.
    """
    few = list(rows.values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return launches.filter(**{f"{field}__in": few})
    return launches.filter(Exists(rows.filter(pk=OuterRef(field))))


def _titled(word: str) -> QuerySet[Any, Any]:
    """The modules with a version that has the word in its title; SQLite knows no case of å, ä and ö."""
    condition = Q()
    for variant in {word, word.lower(), word.capitalize()}:
        condition |= Q(title__icontains=variant)
    return ModuleVersion.objects.filter(condition).values("module")


def older_than(launches: QuerySet[Launch], last: Launch) -> QuerySet[Launch]:
    """Return those after `last` in a list with the newest first; no page before it is counted."""
    return launches.filter(
        Q(started_at__lt=last.started_at) | Q(started_at=last.started_at, uuid__lt=last.uuid)
    )


@dataclass(frozen=True)
class SentCommit:
    """A row of the journal as support reads it."""

    entry: JournalEntry
    size: int
    #: "" when the payload is too long to be read for a list
    payload: str
    standard: str

    @cached_property
    def commit(self) -> Commit | None:
        try:
            return read_commit(self.payload.encode())
        except MalformedCommit:
            return None

    @property
    def trigger(self) -> str:
        return str(CommitTrigger(self.commit.trigger).label) if self.commit else ""

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """The elements that were left out of the state: unknown, faulty or out of their place."""
        if self.commit is None or self.entry.refusal:
            return ()
        return reduce_cmi({}, self.commit.elements, self.standard).ignored

    @property
    def elements(self) -> int | None:
        """How many elements were sent; None where they were not read."""
        return len(self.commit.elements) if self.commit else None

    @property
    def is_read(self) -> bool:
        return bool(self.payload)

    @property
    def shown(self) -> str:
        """The payload on lines of its own where it is JSON, at most SHOWN_CHARACTERS of it."""
        return pretty(self.payload)[:SHOWN_CHARACTERS]

    @property
    def is_cut(self) -> bool:
        return len(pretty(self.payload)) > SHOWN_CHARACTERS


def pretty(text: str) -> str:
    """Return JSON indented; anything else as it is, and what only escapes can write."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2).encode().decode()
    except (ValueError, RecursionError):
        return text


def commits_of(entries: QuerySet[JournalEntry]) -> Iterator[SentCommit]:
    """Yield rows of the journal with their size, without reading what is long."""
    read = (
        entries.defer("payload")
        .annotate(length=Length("payload"))
        .annotate(
            text=Case(
                When(length__lte=READ_IN_LISTS, then=F("payload")),
                default=Value(""),
                output_field=TextField(),
            ),
        )
        .select_related("launch__package_attempt__package")
    )
    for entry in read:
        annotated: Any = entry
        length = annotated.length or entry.size or 0
        yield SentCommit(entry, length, annotated.text, entry.launch.package_attempt.package.standard)


def sent(entry: JournalEntry) -> SentCommit:
    """Return one row of the journal with all of its payload."""
    standard = entry.launch.package_attempt.package.standard
    return SentCommit(entry, len(entry.payload) or entry.size or 0, entry.payload, standard)


def launches_of(attempt: Attempt) -> QuerySet[Launch]:
    """The launches of an attempt, the newest first, with their commits counted."""
    return (
        attempt.launches.select_related("package_attempt__package")
        .annotate(
            taken=Count("journal", filter=Q(journal__refusal="")),
            refused=Count("journal", filter=~Q(journal__refusal="")),
        )
        .order_by("-lease")
    )


@dataclass(frozen=True)
class PartNow:
    """A part (SCO) of a package as it stands."""

    title: str
    state: ScoState
    cmi: str
    is_cut: bool


def attempt_in_full(attempt: Attempt) -> dict[str, Any]:
    """Return the launches of an attempt, and where each package of it stands."""
    packages = attempt.package_attempts.select_related("package", "moved_to").prefetch_related("sco_states")
    return {
        "launches": list(launches_of(attempt)[:LAUNCHES_SHOWN]),
        "packages": [(package, _parts(package)) for package in packages.order_by("pk")],
    }


def _parts(taken: PackageAttempt) -> list[PartNow]:
    parts = []
    for state in sorted(taken.sco_states.all(), key=lambda state: state.pk):
        item = taken.package.structure.item(state.sco)
        cmi = json.dumps(state.cmi, ensure_ascii=False, indent=2)
        title = item.title if item else state.sco
        parts.append(PartNow(title, state, cmi[:SHOWN_CHARACTERS], len(cmi) > SHOWN_CHARACTERS))
    return parts
