"""Models of the index, passages and vocabulary, and of the synonyms that editors maintain."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from infrastructure.db.api import UnindexedModel
from search.enums import PassageKind, TermKind


class Passage(UnindexedModel):
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

    class Meta:
        indexes = [models.Index(fields=["page", "kind"], name="passage_page_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True)
                | Q(start__gte=0, end__gte=models.F("start")),
                name="passage_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.text[:40]}"


class Term(UnindexedModel):
    """A word as written, or a token, and the number of passages that have it.

    Updated in the transaction that writes the passages.  `normalised` is the word without diacritics.
    """

    kind = models.CharField(max_length=10, choices=TermKind)
    text = models.CharField(max_length=80)
    normalised = models.CharField(max_length=160, blank=True)
    passages = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="term_once_a_kind")]
        indexes = [models.Index(fields=["kind", "normalised"], name="term_kind_normalised")]

    def __str__(self) -> str:
        return self.text


class IndexTotals(UnindexedModel):
    """The size of the index, in one row. `version` changes with each change of the index."""

    passages = models.BigIntegerField(default=0)
    tokens = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="index_totals_is_one_row")]

    def __str__(self) -> str:
        return f"{self.passages}"


@register_snippet
class Synonym(models.Model):
    """Expressions with the same meaning. In a query they weigh less than the typed words."""

    expression = models.CharField(_("expression"), max_length=80, unique=True)
    means = models.CharField(
        _("means the same as"), max_length=300, help_text=_("Several are parted by commas.")
    )
    one_way = models.BooleanField(
        _("one way only"),
        default=False,
        help_text=_("Searching for the expression finds the others, but not the other way round."),
    )

    panels = [FieldPanel("expression"), FieldPanel("means"), FieldPanel("one_way")]

    class Meta:
        ordering = ["expression"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return f"{self.expression} → {self.means}" if self.one_way else f"{self.expression} ↔ {self.means}"

    @property
    def meanings(self) -> list[str]:
        """Return the expressions with the same meaning."""
        return [meaning.strip() for meaning in self.means.split(",") if meaning.strip()]
