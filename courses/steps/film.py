"""The step type of films and sound."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.forms.utils import ErrorList
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from courses.media.actions import measure_recording
from courses.media.choosers import RecordingChooserBlock
from courses.media.readers import UnreadableMaterial, file_readers, missing_file
from courses.models.media import Recording, has_file
from courses.steps.types import StepBlock, register_step_type

#: the name of the stored value with the key of the film's picture
POSTER = "poster"


class FilmStepValue(StructValue):
    """The value of a film step, whose file may be sound only."""

    #: whether the step is of a module version, whose picture is `frozen_poster`
    is_frozen = False
    frozen_poster: AbstractImage | None = None

    @property
    def is_sound(self) -> bool:
        film = self["film"]
        return film is not None and film.is_sound

    @property
    def is_missing(self) -> bool:
        """Whether the film or its file was deleted after the step was published."""
        return not has_file(self["film"])

    @property
    def poster(self) -> AbstractImage | None:
        """The picture of the film that is shown before it plays."""
        if self.is_frozen:
            return self.frozen_poster
        film = self["film"]
        return film.poster if film else None

    @property
    def captions_url(self) -> str:
        """The URL of the captions as WebVTT; "" without captions."""
        captions = self["captions"]
        return reverse("courses:film_captions", args=[captions.pk]) if has_file(captions) else ""


@register_step_type
class FilmStep(StepBlock):
    """A step of a film with captions and a text alternative."""

    kind = "film"
    outline_label = _("Film")
    outline_icon = "video"
    not_done = _("You have not gone through “%(step)s” and pressed Next.")
    weight = 2
    may_be_local = True
    scripts = ("js/media.js",)
    resolved_values = (POSTER,)

    film = RecordingChooserBlock(label=_("Film or sound"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT or SRT)"), required=False)
    summary = blocks.RichTextBlock(
        label=_("What the film says, in text"), features=["h3", "bold", "italic", "ol", "ul", "link"]
    )

    def clean(self, value: StructValue) -> StructValue:
        """Refuse films that can't be played and captions that can't be read; not in drafts."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = {
            "film": _film_problems(cleaned["film"]),
            "captions": _captions_problems(cleaned["captions"]),
        }
        if errors := {name: ErrorList(found) for name, found in problems.items() if found}:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def resolve(self, stored: Sequence[dict[str, Any]]) -> None:
        """Add the key of each film's picture, or None."""
        films = Recording.objects.filter(pk__in=[values.get("film") for values in stored])
        posters: dict[Any, int | None] = dict(films.values_list("pk", "poster"))
        for values in stored:
            values[POSTER] = posters.get(values.get("film"))

    def restore(self, value: StructValue, stored: Mapping[str, Any]) -> None:
        """Set the picture that the film had when the version was frozen."""
        value.frozen_poster = get_image_model().objects.filter(pk=stored.get(POSTER)).first()
        value.is_frozen = True

    def referenced_files(
        self, value: StructValue, stored: Mapping[str, Any]
    ) -> Iterator[tuple[type[Model], str]]:
        yield from super().referenced_files(value, stored)
        if stored.get(POSTER):
            yield get_image_model(), str(stored[POSTER])

    def uncaptioned_recording(self, stored: Mapping[str, Any]) -> int | None:
        return None if stored.get("captions") else stored.get("film")

    class Meta:
        label = _("Film")
        icon = "media"
        template = "courses/steps/film.html"
        value_class = FilmStepValue


def _film_problems(film: Recording | None) -> list[str]:
    try:
        if film is not None:
            measure_recording(recording=film)
    except UnreadableMaterial as unreadable:
        return unreadable.problems
    return []


def _captions_problems(captions: AbstractDocument | None) -> list[str]:
    if captions is None:
        return []
    try:
        with captions.open_file() as file:
            file_readers.transcript(file)
    except FileNotFoundError:
        return missing_file(captions.title).problems
    except UnreadableMaterial as unreadable:
        return unreadable.problems
    return []
