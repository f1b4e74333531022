"""Declarations that the act on the accessibility of digital public services (2018:1937) requires."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from courses.enums import Compliance, TestedBy
from people.api import Municipality


class AccessibilityDeclaration(Orderable):
    """The accessibility of the part of the site that one body is responsible for.

    A page with declarations is a statement. Dates are null in drafts only; publishing requires them.
    """

    page = ParentalKey("courses.InformationPage", related_name="declarations")
    body = models.CharField(_("responsible body"), max_length=200)
    #: null: the site itself and the modules shared by all
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for the modules of"),
    )
    compliance = models.CharField(
        _("compliance"), max_length=10, choices=Compliance, default=Compliance.PARTIAL
    )
    tested_by = models.CharField(_("tested by"), max_length=10, choices=TestedBy, default=TestedBy.SELF)
    tested_on = models.DateField(_("tested on"), null=True)
    published_on = models.DateField(_("published on"), null=True)
    updated_on = models.DateField(_("statement updated on"), null=True)

    panels = [
        FieldPanel("body", help_text=_("The municipality, region or association that answers by law.")),
        FieldPanel("municipality", help_text=_("Empty: the site itself and the modules shared by all.")),
        FieldRowPanel([FieldPanel("compliance"), FieldPanel("tested_by"), FieldPanel("tested_on")]),
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("updated_on")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        constraints = [
            models.CheckConstraint(
                condition=Q(updated_on__gte=F("published_on")),
                name="declaration_updated_after_published",
                violation_error_message=_("The statement is updated on the day it is published, or later."),
            )
        ]

    def __str__(self) -> str:
        return self.body
