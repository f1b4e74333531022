"""A page of Wagtail alone with the fields that a module's steps have."""

from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


class Option(blocks.StructBlock):
    """An answer to a question."""

    text = blocks.CharBlock()
    is_right = blocks.BooleanBlock(required=False)
    feedback = blocks.CharBlock(required=False)


class Question(blocks.StructBlock):
    """A question with answers."""

    prompt = blocks.CharBlock()
    options = blocks.ListBlock(Option())
    is_shuffled = blocks.BooleanBlock(required=False)
    explanation = blocks.TextBlock(required=False)


class Content(blocks.StreamBlock):
    """What a screen or a check contains."""

    text = blocks.RichTextBlock()
    single_choice = Question()


class Screen(blocks.StructBlock):
    """A title and content."""

    title = blocks.CharBlock()
    content = Content()


class Text(blocks.StructBlock):
    """A title and a text."""

    title = blocks.CharBlock()
    body = blocks.RichTextBlock()


class PlainPage(Page):
    """A page with a plain StreamField."""

    steps = StreamField([("text", Text()), ("screen", Screen())])

    content_panels = [*Page.content_panels, FieldPanel("steps")]
