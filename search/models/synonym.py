"""Synonyms, which editors maintain and queries include."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


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
