"""The state and the navigations of a package attempt with sequencing."""

from django.db import models

from infrastructure.db.api import UnindexedModel
from lms.attempts.models.attempt import PackageAttempt
from lms.attempts.models.launch import JournalEntry, Launch


class SequencingState(UnindexedModel):
    """The state of sequencing of a SCORM 2004 package attempt; changed by navigations alone."""

    package_attempt = models.OneToOneField(PackageAttempt, models.PROTECT, related_name="sequencing")
    #: as scorm.sequencing stores it (scorm.sequencing.State); None before the first navigation
    engine = models.JSONField(null=True)
    #: the requests that are valid now (lms.runtimes.scorm.sequencing.answers.EngineAnswer.navigation)
    navigation = models.JSONField(default=dict)
    #: the item that was delivered and may be played; "" between two parts and after the end
    delivered = models.CharField(max_length=255, blank=True)
    #: that item's last session before it was delivered: commits since are of another one
    session_before_delivery = models.UUIDField(null=True, blank=True)
    #: why the sequencing session ended, "" while it has not
    ended = models.CharField(max_length=20, blank=True)
    #: adl.data stores by target (SN 4.2.11), shared by the package's parts
    shared_data = models.JSONField(default=dict)
    navigations = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)


class NavigationEntry(UnindexedModel):
    """A navigation in a sequenced package: append-only, as the journal is.

    `last_commit` is the commit that it came after, so that every state can be replayed.
    """

    launch = models.ForeignKey(Launch, models.PROTECT, related_name="navigations")
    #: counts the package attempt's navigations, from 1 (`SequencingState.navigations`)
    number = models.PositiveIntegerField()
    #: as in lms.runtimes.scorm.sequencing.requests; "reopen" for an opening of the package
    request = models.CharField(max_length=20)
    target = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    #: the newest commit of the attempt before it
    last_commit = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: values inherited from earlier package attempts by the first navigation, None for none (see
    #: lms.runtimes.scorm.navigation.global_objectives); without a default, so that SQLite does not rebuild
    #: the table and lose its guards
    initial_globals = models.JSONField(null=True, blank=True)
    #: the item that was delivered by it, "" for none
    delivered = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["launch", "number"], name="navigation_number_once")]
