"""Passages, the units of search."""

from django.db import models
from wagtail.models import Page

from search.enums import PassageKind


class Passage(models.Model):
    """A section of a published page's transcript, material or text.

    `stems` and `parts` (the stems of compounds' parts) are tokens separated by spaces; triggers or generated
    columns of the database keep its full-text index up to date (`search.engines`). The rows of a page are
    replaced together, never edited.
    """

    page = models.ForeignKey(Page, models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=20, choices=PassageKind)
    #: its place on the page: the id of a step's block, or of a seminar's material
    anchor = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=255)
    text = models.TextField()
    #: seconds into the recording
    start = models.FloatField(null=True)
    end = models.FloatField(null=True)
    #: page of a document, from 1
    page_number = models.PositiveIntegerField(null=True)
    stems = models.TextField()
    parts = models.TextField()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["page", "kind"], name="passage_page_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__gte=0, end__gte=models.F("start")),
                name="passage_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.text[:40]}"
