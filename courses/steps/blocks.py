"""The steps that a module is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.enums import PackageStatus, StepKind
from courses.media.readers import UnreadableMaterial, missing_file, read_transcript
from courses.models.media import has_file, is_sound

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage


#: an id of a step as Wagtail gives it; anyone who may edit can post another
STEP_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


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

    #: True for a step of a module version, whose picture is `frozen_poster`
    is_frozen = False
    frozen_poster: AbstractImage | None = None

    @property
    def is_sound(self) -> bool:
        film = self["film"]
        return film is not None and is_sound(film)

    @property
    def is_missing(self) -> bool:
        """Whether the film was deleted, or its file was, after the step was published."""
        return not has_file(self["film"])

    @property
    def poster(self) -> AbstractImage | None:
        """A picture of the film, to be seen before it plays."""
        if self.is_frozen:
            return self.frozen_poster
        probe = getattr(self["film"], "media_probe", None)
        return probe.poster if probe else None

    @property
    def captions_url(self) -> str:
        """The address of the captions as WebVTT, whatever they were uploaded as."""
        captions = self["captions"]
        return reverse("courses:film_captions", args=[captions.pk]) if has_file(captions) else ""


class FilmStepBlock(blocks.StructBlock):
    """A film with captions and a text alternative."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    film = DocumentChooserBlock(label=_("Film or sound"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT or SRT)"), required=False)
    summary = blocks.RichTextBlock(
        label=_("What the film says, in text"), features=["h3", "bold", "italic", "ol", "ul", "link"]
    )

    def clean(self, value: StructValue) -> StructValue:
        """Refuse to publish a film that can't be played or captions that can't be read."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {}
        for name, problems in (
            ("film", _film_problems(cleaned["film"])),
            ("captions", _captions_problems(cleaned["captions"])),
        ):
            if problems:
                errors[name] = ErrorList(problems)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        label = _("Film")
        icon = "media"
        value_class = FilmStepValue


def _film_problems(film: AbstractDocument | None) -> list[str]:
    from courses.media.actions import probe_document  # actions import the models that use this block

    try:
        if film is not None:
            probe_document(document=film)
    except UnreadableMaterial as unreadable:
        return unreadable.problems
    return []


def _captions_problems(captions: AbstractDocument | None) -> list[str]:
    if captions is None:
        return []
    try:
        with captions.open_file() as file:
            read_transcript(file)
    except FileNotFoundError:
        return missing_file(captions.title).problems
    except UnreadableMaterial as unreadable:
        return unreadable.problems
    return []


class PackageStepBlock(blocks.StructBlock):
    """An imported package."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    package = SnippetChooserBlock("courses.Package", label=_("Package"))

    def clean(self, value: StructValue) -> StructValue:
        """Refuse to publish a package that is still being imported, or was withdrawn."""
        cleaned = super().clean(value)
        package = cleaned["package"]
        is_unfinished = package is not None and package.status != PackageStatus.READY
        if is_unfinished and not self.is_deferred_validation:
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

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> StreamValue:
        """Return the posted steps; an id that a URL can't carry is replaced with a new one."""
        value: StreamValue = super().value_from_datadict(data, files, prefix)
        for step in value:
            if step.id and not re.fullmatch(STEP_ID, step.id):
                step.id = str(uuid4())
        return value

    def clean(self, value: StreamValue) -> StreamValue:
        """Say what to do where there is no step; a draft may wait with it."""
        if not value and self.required and not self.is_deferred_validation:
            sentence = _("Add at least one step before you publish: a text, a film or a package.")
            raise StreamBlockValidationError(non_block_errors=ErrorList([ValidationError(sentence)]))
        return super().clean(value)


STEP_KINDS = {kind.value for kind in StepKind}
