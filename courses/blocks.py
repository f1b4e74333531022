"""The steps that a module is made of."""

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.enums import PackageStatus, StepKind
from courses.file_types import SOUND_EXTENSIONS


class TextStepBlock(blocks.StructBlock):
    """A screen of text."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    body = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
    )

    class Meta:
        label = _("Text")
        icon = "doc-full"


class FilmStepValue(StructValue):
    """A film step, or one that is listened to."""

    @property
    def is_sound(self) -> bool:
        return bool(self["film"].file_extension in SOUND_EXTENSIONS)


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
        value_class = FilmStepValue


class PackageStepBlock(blocks.StructBlock):
    """An imported package."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    package = SnippetChooserBlock("courses.Package", label=_("Package"))

    def clean(self, value: StructValue) -> StructValue:
        """Refuse a package that is still being imported, or was withdrawn."""
        cleaned = super().clean(value)
        package = cleaned["package"]
        if package is not None and package.status != PackageStatus.READY:
            error = ValidationError(
                _("This package is not ready to be used. Wait for its import to finish, or choose another.")
            )
            raise StructBlockValidationError(block_errors={"package": error})
        return cleaned

    class Meta:
        label = _("Package")
        icon = "folder-open-inverse"
        template = "courses/blocks/package_step.html"


class StepsBlock(blocks.StreamBlock):
    """A module's steps, in the order in which they are taken."""

    text = TextStepBlock()
    film = FilmStepBlock()
    package = PackageStepBlock()

    def clean(self, value: StreamValue) -> StreamValue:
        """Say what to do where there is no step; a draft may wait with it."""
        if not value and self.required and not self.is_deferred_validation:
            sentence = _("Add at least one step before you publish: a text, a film or a package.")
            raise StreamBlockValidationError(non_block_errors=ErrorList([ValidationError(sentence)]))
        return super().clean(value)


STEP_KINDS = {kind.value for kind in StepKind}
