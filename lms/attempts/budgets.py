"""Limits on the commits that the journal stores in full, and on what a person may store in a day.

Real content stays far below (docs/operators.md has the figures): SCORM content has at most 64,000 characters
of suspend data, so that a large commit has about 140 KB and a long session some hundred of them.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from infrastructure.db.api import BoundSql
from lms.attempts.enums import Refusal
from lms.attempts.exceptions import CommitRefused
from lms.attempts.models import CommitUsage

MB = 1024**2


@dataclass(frozen=True)
class Budget:
    """A number of commits and of their bytes."""

    commits: int
    bytes: int

    def holds(self, commits: int, size: int) -> bool:
        """Return whether that many commits with that many bytes are within the budget."""
        return commits <= self.commits and size <= self.bytes


#: beyond these the journal stores digest and size alone, while the state still follows every commit
LAUNCH_BUDGET = Budget(commits=2_000, bytes=32 * MB)
PERSON_DAY_BUDGET = Budget(commits=5_000, bytes=64 * MB)
#: beyond this a person's commits, launches, navigations and new attempts are refused until the next day
PERSON_DAY_LIMIT = Budget(commits=20_000, bytes=256 * MB)


_ADD = (
    'ON CONFLICT ("subject") DO UPDATE SET '
    '"commits" = "{table}"."commits" + 1, "bytes" = "{table}"."bytes" + excluded."bytes"'
)


@dataclass(frozen=True)
class Charge:
    """How a commit of `size` bytes is stored, and the statement that counts it."""

    size: int
    #: whether the journal stores it in full
    is_kept: bool
    counted: BoundSql


@dataclass(frozen=True)
class Usage:
    """The number and bytes of the commits of a launch, and of its person today."""

    launch_commits: int = 0
    launch_bytes: int = 0
    person_commits: int = 0
    person_bytes: int = 0

    def charge(self, launch: UUID, person_id: int, size: int) -> Charge:
        """Return how a commit of `size` bytes is stored. Raises CommitRefused beyond the day's limit."""
        if not PERSON_DAY_LIMIT.holds(self.person_commits + 1, self.person_bytes + size):
            raise CommitRefused(Refusal.LIMIT)
        return Charge(size, self.is_kept(size), count_commit_query(launch, person_id, size))

    def is_kept(self, size: int) -> bool:
        """Return whether the journal stores a commit of `size` bytes in full."""
        return LAUNCH_BUDGET.holds(
            self.launch_commits + 1, self.launch_bytes + size
        ) and PERSON_DAY_BUDGET.holds(self.person_commits + 1, self.person_bytes + size)


def launch_subject(launch: UUID) -> str:
    """Return the key under which a launch's usage is counted."""
    return str(launch)


def day_suffix() -> str:
    """Return the suffix of the person's number in the key of today's usage."""
    return f"@{timezone.localdate().isoformat()}"


def person_subject(person_id: int) -> str:
    """Return the key under which a person's usage of today is counted."""
    return f"{person_id}{day_suffix()}"


def usage_of(launch: UUID, person_id: int) -> Usage:
    """Return the usage of a launch and its person."""
    subjects = (launch_subject(launch), person_subject(person_id))
    counters = CommitUsage.objects.in_bulk(subjects)
    launched, person = (counters.get(subject) or CommitUsage() for subject in subjects)
    return Usage(launched.commits, launched.bytes, person.commits, person.bytes)


def count_action(person_id: int, size: int = 0) -> None:
    """Count a launch, a navigation or a new attempt as one of the person's commits of today.

    `size` is the number of bytes that the client chose. Called within the transaction that stores it, once
    the attempt is locked. Raises CommitRefused beyond the day's limit.
    """
    table = CommitUsage._meta.db_table
    day = connection.ops.adapt_datefield_value(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ("subject", "day", "commits", "bytes") VALUES (%s, %s, 1, %s) '  # noqa: S608 - names of our models
            f'{_ADD.format(table=table)} RETURNING "commits", "bytes"',
            [person_subject(person_id), day, size],
        )
        commits, total = cursor.fetchone()
    if not PERSON_DAY_LIMIT.holds(commits, total):
        raise CommitRefused(Refusal.LIMIT)


def count_commit_query(launch: UUID, person_id: int, size: int) -> BoundSql:
    """Return the statement that counts a commit of `size` bytes, with its values; counters never go back."""
    table = CommitUsage._meta.db_table
    places = "(%s, %s, 1, %s), (%s, %s, 1, %s)"
    day = connection.ops.adapt_datefield_value(timezone.localdate())
    sql = (
        f'INSERT INTO "{table}" ("subject", "day", "commits", "bytes") VALUES {places} '  # noqa: S608 - names of our models
        + _ADD.format(table=table)
    )
    values = [launch_subject(launch), day, size, person_subject(person_id), day, size]
    return sql, values
