"""The step type of films and sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model

from courses.films.blocks import (
    AT,
    ChaptersBlock,
    ClockBlock,
    OtherCaptionsBlock,
    TimedQuestionsBlock,
    captions_error,
    chapter_error,
    question_error,
    time_problems,
)
from courses.films.value import FilmStepValue, captions_of_seminars, is_recorded_at_a_seminar, within
from courses.media.actions import measure_recording
from courses.media.choosers import RecordingChooserBlock
from courses.media.readers import UnreadableMaterial, file_readers, missing_file
from courses.models.media import Recording
from courses.questions.kinds import QUESTION_SCRIPTS
from courses.seminars.transcript import Transcript
from courses.steps.native import NativeStep, Question
from courses.steps.stored import without_block_keys
from courses.steps.types import register_step_type

#: the name of the stored value with the key of the film's picture
POSTER = "poster"
#: the name of the stored value with the captions of the seminar that the film was recorded at
TRANSCRIPT = "transcript"
#: the name of the stored value with the captions in other languages
OTHER_CAPTIONS = "other_captions"


@register_step_type
class FilmStep(NativeStep):
    """A step of a film or an excerpt of one, with captions, chapters, questions and a text alternative.

    With questions it is done when all are answered; without them by Next, as it has no package then.
    """

    kind = "film"
    outline_label = _("Film")
    outline_icon = "video"
    not_done = _("You have not gone through “%(step)s” and pressed Next.")
    weight = 2
    may_be_local = True
    scripts = ("js/media.js", "js/film.js", *QUESTION_SCRIPTS)
    resolved_values = (POSTER, TRANSCRIPT)

    film = RecordingChooserBlock(label=_("Film or sound"))
    captions = DocumentChooserBlock(
        label=_("Captions (WebVTT or SRT)"),
        required=False,
        help_text=_("Not needed for the recording of a seminar that has captions."),
    )
    other_captions = OtherCaptionsBlock(label=_("Captions in other languages"), required=False)
    starts_at = ClockBlock(
        label=_("Begin at"), required=False, help_text=_("To show a part: minutes and seconds, as 12:04.")
    )
    ends_at = ClockBlock(label=_("End at"), required=False)
    chapters = ChaptersBlock(label=_("Chapters"))
    stops = TimedQuestionsBlock(label=_("Questions during the film"), required=False)
    summary = blocks.RichTextBlock(
        label=_("What the film says, in text"), features=["h3", "bold", "italic", "ol", "ul", "link"]
    )

    def why_not_done(self, package: int | None) -> str:
        return super().why_not_done(package) if package is None else str(NativeStep.not_done)

    def questions(self, value: StructValue) -> list[Question]:
        return [Question.of(stop.child) for stop in value.stops_in_order]

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        """Return the questions without their times, which answers do not depend on."""
        stops = without_block_keys(stored.get("stops") or [])
        return [{**stop, "value": _without_time(stop["value"])} for stop in stops] or None

    def open_texts(self, value: StructValue) -> Iterator[str]:
        yield from self.child_blocks["summary"].get_searchable_content(value["summary"])
        yield from (chapter.title for chapter in value.chapters_in_order)
        yield from (question.value["prompt"] for question in self.questions(value))

    def text_track(self, value: StructValue, name: str) -> str:
        return str(value.text_track(name))

    def clean(self, value: StructValue) -> StructValue:
        """Refuse what can't be played or read, and times outside the film or its excerpt; not in drafts."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = {
            "film": _film_problems(cleaned["film"]),
            "captions": _captions_problems(cleaned["captions"]),
        }
        errors: dict[str, Any] = {name: ErrorList(found) for name, found in problems.items() if found}
        if (refused := captions_error(cleaned[OTHER_CAPTIONS], _captions_problems)) is not None:
            errors[OTHER_CAPTIONS] = refused
        if errors := errors or dict(_time_errors(cleaned)):
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def resolve(self, stored: Sequence[dict[str, Any]]) -> None:
        """Add the key of each film's picture, or None, and the captions of its seminar, or []."""
        films = Recording.objects.filter(pk__in=[values.get("film") for values in stored])
        posters: dict[Any, int | None] = dict(films.values_list("pk", "poster"))
        captions = captions_of_seminars(list(stored))
        for values in stored:
            film = values.get("film")
            values[POSTER] = posters.get(film)
            cues = [] if values.get("captions") else captions.get(film, [])
            values[TRANSCRIPT] = within(cues, values.get("starts_at"), values.get("ends_at"))

    def restore(self, value: StructValue, stored: Mapping[str, Any]) -> None:
        """Set the picture and the captions of the seminar that the film had when the version was frozen."""
        value.frozen_poster = get_image_model().objects.filter(pk=stored.get(POSTER)).first()
        value.frozen_transcript = Transcript.from_json(stored.get(TRANSCRIPT) or [])
        value.is_frozen = True

    def referenced_files(
        self, value: StructValue, stored: Mapping[str, Any]
    ) -> Iterator[tuple[type[Model], str]]:
        yield from super().referenced_files(value, stored)
        if stored.get(POSTER):
            yield get_image_model(), str(stored[POSTER])

    def chosen_objects(self, stored: Mapping[str, Any]) -> Iterator[tuple[str, type[Model], int]]:
        yield from super().chosen_objects(stored)
        for item in stored.get(OTHER_CAPTIONS) or ():
            if key := item["value"].get("file"):
                yield "captions", get_document_model(), key

    def uncaptioned_recording(self, stored: Mapping[str, Any]) -> int | None:
        film: int | None = stored.get("film")
        return None if film is None or stored.get("captions") or is_recorded_at_a_seminar(film) else film

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


def _without_time(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != AT}


def _time_errors(value: StructValue) -> Iterator[tuple[str, Any]]:
    """Yield the name of a field and its error, for times outside the film or its excerpt."""
    length = value["film"].duration if value["film"] else None
    starts, ends = value["starts_at"], value["ends_at"]
    yield from ((name, ValidationError(text)) for name, text in time_problems(starts, ends, length))
    first, last = starts or 0, ends or length or float("inf")
    for name, error in (
        ("chapters", chapter_error(value["chapters"], first, last)),
        ("stops", question_error(value["stops"], first, last)),
    ):
        if error:
            yield name, error
