"""Queries for support: search of launches, attempts in full, and journal entries."""

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
from lms.runtimes.scorm.api import Commit, read_journalled
from people.api import Person, name_matches
from scorm.api import reduce_cmi

#: payloads longer than this are not loaded for lists, only for their own page
READ_IN_LISTS = 65_536
#: launches of an attempt on a page, at most, newest first
MAX_LAUNCHES = 100
#: up to this number, keys are passed as a list
FEW = 500
#: characters of a payload on a page; the file contains all
EXCERPT_LENGTH = 65_536


def find_launches(
    *,
    words: str = "",
    ending: str = "",
    only_refused: bool = False,
    package: Package | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Launch]:
    """Return launches that match the words and the filters, newest first.

    Each word must occur in the name of the person or in the title of the module; the UUID of an attempt or
    a launch matches only that. `ending` may be OPEN; both days are included, in the time zone of the site.
    """
    launches = Launch.objects.filter(attempt__module__trial_of=None)
    if ending:
        launches = launches.filter(ending="" if ending == OPEN else ending)
    if package is not None:
        launches = _among(launches, "package_attempt", PackageAttempt.objects.filter(package=package))
    if since is not None:
        launches = launches.filter(started_at__gte=_midnight(since))
    if until is not None:
        launches = launches.filter(started_at__lt=_midnight(until + dt.timedelta(days=1)))
    if only_refused:
        # Refused entries are few and have an index of their own.
        launches = launches.filter(pk__in=JournalEntry.objects.filter(~Q(refusal="")).values("launch"))
    return _matching(launches, words).order_by("-started_at", "-uuid")


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

    Up to `FEW` rows are passed by key. For more, a scan of the newest launches ends early, while sorting all
    their launches would take longer the more there are.
    """
    few = list(rows.values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return launches.filter(**{f"{field}__in": few})
    return launches.filter(Exists(rows.filter(pk=OuterRef(field))))


def _titled(word: str) -> QuerySet[Any, Any]:
    """Return the modules with a version that has the word in its title.

    Several spellings are tried, since SQLite does not fold the case of å, ä and ö.
    """
    condition = Q()
    for variant in {word, word.lower(), word.capitalize()}:
        condition |= Q(title__icontains=variant)
    return ModuleVersion.objects.filter(condition).values("module")


def older_than(launches: QuerySet[Launch], last: Launch) -> QuerySet[Launch]:
    """Return the launches after `last` in newest-first order (keyset pagination)."""
    return launches.filter(
        Q(started_at__lt=last.started_at) | Q(started_at=last.started_at, uuid__lt=last.uuid)
    )


@dataclass(frozen=True)
class SentCommit:
    """A journal entry with its payload, for support."""

    entry: JournalEntry
    size: int
    #: "" if the payload is too long for a list
    payload: str
    standard: str

    @cached_property
    def commit(self) -> Commit | None:
        return read_journalled(self.payload)

    @property
    def trigger(self) -> str:
        return str(CommitTrigger(self.commit.trigger).label) if self.commit else ""

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """Return the elements that were not applied to the state: unknown, invalid or out of order."""
        if self.commit is None or self.entry.refusal:
            return ()
        return reduce_cmi({}, self.commit.elements, self.standard).ignored

    @property
    def elements(self) -> int | None:
        """Return the number of elements; None if the payload was not read."""
        return len(self.commit.elements) if self.commit else None

    @property
    def is_read(self) -> bool:
        return bool(self.payload)

    @property
    def excerpt(self) -> str:
        """Return the payload, indented if it is JSON, cut at EXCERPT_LENGTH."""
        return pretty(self.payload)[:EXCERPT_LENGTH]

    @property
    def is_cut(self) -> bool:
        return len(pretty(self.payload)) > EXCERPT_LENGTH


def pretty(text: str) -> str:
    """Return JSON indented; return other text, and JSON with lone surrogates, unchanged."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2).encode().decode()
    except (ValueError, RecursionError):
        return text


def commits_of(entries: QuerySet[JournalEntry]) -> Iterator[SentCommit]:
    """Yield journal entries with their size, without loading long payloads."""
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
    """Return one journal entry with its whole payload."""
    standard = entry.launch.package_attempt.package.standard
    return SentCommit(entry, len(entry.payload) or entry.size or 0, entry.payload, standard)


def launches_of(attempt: Attempt) -> QuerySet[Launch]:
    """Return the launches of an attempt with counts of their commits, newest first."""
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
    """The present state of a SCO."""

    title: str
    state: ScoState
    cmi: str
    is_cut: bool


def attempt_in_full(attempt: Attempt) -> dict[str, Any]:
    """Return the launches of an attempt, and the present state of each of its packages."""
    packages = attempt.package_attempts.select_related("package", "moved_to").prefetch_related("sco_states")
    return {
        "launches": list(launches_of(attempt)[:MAX_LAUNCHES]),
        "packages": [(package, _parts(package)) for package in packages.order_by("pk")],
    }


def _parts(package_attempt: PackageAttempt) -> list[PartNow]:
    parts = []
    for state in sorted(package_attempt.sco_states.all(), key=lambda state: state.pk):
        item = package_attempt.package.structure.item(state.sco)
        cmi = json.dumps(state.cmi, ensure_ascii=False, indent=2)
        title = item.title if item else state.sco
        parts.append(PartNow(title, state, cmi[:EXCERPT_LENGTH], len(cmi) > EXCERPT_LENGTH))
    return parts
