"""The kinds of content on a screen that learners read, look at or listen to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    """A picture, with a text alternative unless it is decorative."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "courses/content/picture.html"


class TextBlock(blocks.RichTextBlock):
    """A text."""

    def __init__(self, **kwargs: object) -> None:
        features = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
        super().__init__(**{"features": features, **kwargs})

    class Meta:
        label = _("Text")
        icon = "doc-full"
        template = "courses/content/text.html"


_CLASSES: dict[str, type[blocks.Block]] = {
    "text": TextBlock,
    "picture": PictureBlock,
}


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """Return a new block of each kind of content, by its name in a stream."""
    return [(name, block()) for name, block in _CLASSES.items()]
