"""Where sequencing stands in a package attempt."""

from django.db import models

from lms.attempts.models.attempt import PackageAttempt
from lms.attempts.models.launch import JournalEntry, Launch


class SequencingState(models.Model):
    """The state of sequencing in a SCORM 2004 package that has it; changed by navigations alone."""

    package_attempt = models.OneToOneField(PackageAttempt, models.PROTECT, related_name="sequencing")
    #: as scorm.sequencing stores it (scorm.sequencing.State); None before the first navigation
    engine = models.JSONField(null=True)
    #: what may be requested now (lms.runtimes.scorm.sequencing.answers.EngineAnswer.navigation)
    navigation = models.JSONField(default=dict)
    #: the item that was delivered and may be played; "" between two parts and after the end
    delivered = models.CharField(max_length=255, blank=True)
    #: that item's last session before it was delivered: what it has said since is of another one
    session_before_delivery = models.UUIDField(null=True, blank=True)
    #: why the sequencing session ended, "" while it has not
    ended = models.CharField(max_length=20, blank=True)
    #: adl.data stores by target (SN 4.2.11), shared by the package's parts
    shared_data = models.JSONField(default=dict)
    navigations = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True


class NavigationEntry(models.Model):
    """A move within a sequenced package as it was taken: append-only, as the journal is.

    With the journal's commits in between, `last_commit` telling where, every state can be made again.
    """

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="navigations")
    #: counts the package attempt's navigations, from 1 (`SequencingState.navigations`)
    number = models.PositiveIntegerField()
    #: as in lms.runtimes.scorm.sequencing.requests; "reopen" for an opening of the package
    request = models.CharField(max_length=20)
    target = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    #: the newest commit that the attempt had taken before it
    last_commit = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: what earlier package attempts had left when the first was taken, None for nothing (see
    #: actions.global_objectives); without a default, so that SQLite does not remake the table and
    #: lose its guards
    initial_globals = models.JSONField(null=True, blank=True)
    #: what came of it: the item that was delivered, "" for none
    delivered = models.CharField(max_length=255, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "number"], name="navigation_number_once")]
