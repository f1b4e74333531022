"""The steps that a module is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.enums import StepKind


class TextStepBlock(blocks.StructBlock):
    """A screen of text."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    body = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
    )

    class Meta:
        label = _("Text")
        icon = "doc-full"
        template = "courses/blocks/text_step.html"


class FilmStepBlock(blocks.StructBlock):
    """A film with captions and a text alternative."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    film = DocumentChooserBlock(label=_("Film or sound"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT)"), required=False)
    summary = blocks.RichTextBlock(
        label=_("What the film says, in text"), features=["h3", "bold", "italic", "ol", "ul", "link"]
    )

    class Meta:
        label = _("Film")
        icon = "media"
        template = "courses/blocks/film_step.html"


class PackageStepBlock(blocks.StructBlock):
    """An imported package."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    package = SnippetChooserBlock("courses.Package", label=_("Package"))

    class Meta:
        label = _("Package")
        icon = "folder-open-inverse"
        template = "courses/blocks/package_step.html"


class StepsBlock(blocks.StreamBlock):
    """A module's steps, in the order in which they are taken."""

    text = TextStepBlock()
    film = FilmStepBlock()
    package = PackageStepBlock()

    class Meta:
        block_counts: dict[str, object] = {}


STEP_KINDS = {kind.value for kind in StepKind}
