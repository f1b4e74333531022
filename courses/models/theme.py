"""Themes of modules and seminars."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from courses.covers.enums import Drawing, Tint
from courses.covers.widgets import DrawingSelect
from courses.site.slugs import ascii_slug_constraint


@register_snippet
class Theme(models.Model):
    """A theme such as close care or palliative care, shared by all languages."""

    slug = models.SlugField(unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    description_sv = models.CharField(_("description in Swedish"), max_length=200, blank=True)
    description_en = models.CharField(_("description in English"), max_length=200, blank=True)
    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing, default=Drawing.TALK)
    tint = models.CharField(_("colour"), max_length=20, choices=Tint, default=Tint.MINT)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("slug"),
        FieldPanel("name_sv"),
        FieldPanel("name_en"),
        FieldPanel("description_sv"),
        FieldPanel("description_en"),
        FieldPanel("drawing", widget=DrawingSelect),
        FieldPanel("tint"),
        FieldPanel("order"),
    ]

    class Meta:
        constraints = [ascii_slug_constraint("theme_slug_ascii")]
        ordering = ["order", "slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_sv

    @property
    def description(self) -> str:
        return self.description_en if get_language() == "en" else self.description_sv
