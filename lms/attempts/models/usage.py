"""Counters of commits and their bytes."""

from django.db import models


class CommitUsage(models.Model):
    """The commits of a launch, or of a person on one day; deleted after some days.

    One key for both, so that one statement counts a commit for its launch and for its person.
    """

    #: a launch's UUID, or a person's number and the date, `12@2026-11-29` (lms.attempts.budgets)
    subject = models.CharField(max_length=60, primary_key=True)
    #: when it was first counted
    day = models.DateField()
    commits = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True
