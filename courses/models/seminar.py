"""Seminars and podcast episodes: occasions with a recording, a transcript, speakers and material."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class SeminarIndexPage(Page):
    """The list of seminars and podcast episodes in one language."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["courses.HomePage"]
    subpage_types: list[str] = []
