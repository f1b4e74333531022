"""The step type of texts."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.content.texts import PlainTextBlock
from courses.steps.types import StepBlock, register_step_type


@register_step_type
class TextStep(StepBlock):
    """A step of text."""

    kind = "text"
    outline_label = _("To read")
    outline_icon = "file-text"
    not_done = _("You have not read “%(step)s” and pressed Next.")
    may_be_local = True

    body = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
    )
    plain = PlainTextBlock()

    class Meta:
        label = _("Text")
        icon = "doc-full"
        template = "courses/steps/text.html"
