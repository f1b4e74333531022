"""Launches, the journal of their commits, and how much was saved."""

import uuid

from django.db import models
from django.db.models import Q

from infrastructure.db.api import UnindexedModel
from lms.attempts.enums import BrowserFamily, DeviceKind, LaunchEnding, Refusal
from lms.attempts.models.attempt import Attempt, PackageAttempt


class Launch(UnindexedModel):
    """One opening of a package within an attempt; while active it holds the attempt's lease."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="launches")
    package_attempt = models.ForeignKey(PackageAttempt, models.PROTECT, related_name="launches")
    lease = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=20, choices=LaunchEnding, blank=True)
    #: keyed hash of the site session that opened it, so that sign-out ends its launches
    session_digest = models.CharField(max_length=64, blank=True, db_index=True)
    #: coarse on purpose (devices.py): neither the user agent nor an address is stored
    device = models.CharField(max_length=20, choices=DeviceKind, blank=True)
    browser = models.CharField(max_length=20, choices=BrowserFamily, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(ended_at__isnull=True), name="launch_active_once"
            ),
            models.UniqueConstraint(fields=["attempt", "lease"], name="launch_lease_once"),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-uuid"], name="launch_newest_first"),
            models.Index(fields=["ending", "-started_at", "-uuid"], name="launch_newest_by_ending"),
        ]


class JournalEntry(UnindexedModel):
    """A commit as received: append-only. Accepted ones are unique by launch and sequence."""

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="journal")
    sequence = models.PositiveIntegerField()
    sco = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    #: as received; for a refused one at most 4,096 characters of it; "" beyond its budget (budgets.py)
    payload = models.TextField()
    refusal = models.CharField(max_length=20, choices=Refusal, blank=True)
    #: SHA-256 of what an accepted one records (Commit.digest), and its length in bytes as received; None for
    #: entries older than these columns. Without defaults, so that SQLite does not rebuild the table and lose
    #: its guards.
    digest = models.BinaryField(max_length=32, null=True)
    size = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["launch", "sequence"], condition=Q(refusal=""), name="journal_accepted_once"
            )
        ]
        indexes = [
            # Refused commits are few: an index that ordinary ones never touch.
            models.Index(fields=["launch", "refusal"], condition=~Q(refusal=""), name="journal_refused")
        ]

    @property
    def is_digest_only(self) -> bool:
        """Whether it was accepted beyond its budget, so that its payload was not stored."""
        return not self.refusal and not self.payload


class CommitUsage(UnindexedModel):
    """The commits of a launch, or of a person on one day; deleted after some days.

    One key for both, so that one statement counts a commit for its launch and for its person.
    """

    #: a launch's UUID, or a person's number and the date, `12@2026-11-29` (lms.attempts.budgets)
    subject = models.CharField(max_length=60, primary_key=True)
    #: when it was first counted
    day = models.DateField()
    commits = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
