"""Blocks of pictures, documents and sound on a screen."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from courses.media.choosers import PictureChooserBlock, RecordingChooserBlock
from courses.models.media import has_file


class PictureBlock(blocks.StructBlock):
    """A picture, with a text alternative unless it is decorative."""

    image = PictureChooserBlock(label=gettext_lazy("Picture"))
    caption = blocks.CharBlock(label=gettext_lazy("Caption"), max_length=250, required=False, default="")

    class Meta:
        label = gettext_lazy("Picture")
        icon = "image"
        template = "courses/content/picture.html"


class FileBlockValue(StructValue):
    """The value of a block of a file, which may have been deleted since it was published."""

    @property
    def is_missing(self) -> bool:
        return not has_file(self.get("document") or self.get("recording"))


class DocumentBlock(blocks.StructBlock):
    """A document to open or keep."""

    document = DocumentChooserBlock(label=gettext_lazy("Document"))
    text = blocks.CharBlock(
        label=gettext_lazy("What it is"),
        help_text=gettext_lazy("Empty: its title."),
        max_length=120,
        required=False,
        default="",
    )

    class Meta:
        label = gettext_lazy("Document")
        icon = "doc-full-inverse"
        template = "courses/content/document.html"
        value_class = FileBlockValue


class SoundBlock(blocks.StructBlock):
    """A sound to listen to, with what is said as text."""

    recording = RecordingChooserBlock(label=gettext_lazy("Sound"))
    transcript = blocks.RichTextBlock(
        label=gettext_lazy("What is said, in text"), features=["bold", "italic", "ol", "ul", "link"]
    )

    def clean(self, value: StructValue) -> StructValue:
        """Refuse a film; not in drafts."""
        cleaned = super().clean(value)
        problems = dict(self._problems(cleaned)) if not self.is_deferred_validation else {}
        if problems:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(problem) for name, problem in problems.items()}
            )
        return cleaned

    def _problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        recording = value["recording"]
        if recording is not None and not recording.is_sound:
            yield "recording", _("This is a film. Choose a sound, or add the film as a step of its own.")

    class Meta:
        label = gettext_lazy("Sound")
        icon = "media"
        template = "courses/content/sound.html"
        value_class = FileBlockValue
