"""Places on a screen that municipalities fill with their own text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.content.texts import FEATURES


class PlaceBlock(blocks.StructBlock):
    """A place for local text, with the text of those who have not filled it.

    Local layers name it by the id of its block (courses/layers/operations.py).
    """

    name = blocks.CharBlock(
        label=_("What belongs here"),
        help_text=_("For those who fill it in: your routine at night."),
        max_length=120,
    )
    text = blocks.RichTextBlock(label=_("Text where nothing is filled in"), features=FEATURES)

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        """Return the text; its name is shown to trainers only."""
        content: list[str] = self.child_blocks["text"].get_searchable_content(value["text"])
        return content

    class Meta:
        label = _("Place for local text")
        icon = "site"
        template = "courses/content/place.html"
