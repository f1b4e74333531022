"""The value of a film step as it is shown: what is played, its captions, chapters and picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.blocks.struct_block import StructValue
from wagtail.images.models import AbstractImage

from courses.films.blocks import AT, by_time
from courses.films.languages import own_name
from courses.models.media import Recording, has_file
from courses.models.seminar import SeminarPage
from courses.seminars.transcript import Cue, Transcript, clock


@dataclass(frozen=True)
class Chapter:
    """A chapter; `ends_at` is the start of the next one or the end of what is shown, None if unknown."""

    at: int
    ends_at: float | None
    title: str

    @property
    def clock(self) -> str:
        return clock(self.at)


@dataclass(frozen=True)
class Stop:
    """A question and the time at which the film stops for it. `child` is its bound block."""

    at: int
    child: Any

    @property
    def clock(self) -> str:
        return clock(self.at)


@dataclass(frozen=True)
class Track:
    """Captions as the player lists them, by the name of their language in itself."""

    url: str
    language: str
    label: str


class FilmStepValue(StructValue):
    """The value of a film step, whose file may be sound only."""

    #: whether the step is of a module version, whose picture is `frozen_poster`
    is_frozen = False
    frozen_poster: AbstractImage | None = None
    #: the captions of the seminar that the film was recorded at, if the step has none of its own
    frozen_transcript = Transcript()

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
        """The picture of the film that is shown before it plays; none for an excerpt."""
        if self["starts_at"]:
            return None
        if self.is_frozen:
            return self.frozen_poster
        film = self["film"]
        return film.poster if film else None

    @property
    def url(self) -> str:
        """The URL of the film with the excerpt as a media fragment, which needs no script."""
        starts, ends = self["starts_at"] or 0, self["ends_at"]
        fragment = f"{starts},{ends}" if ends else str(starts)
        return f"{self['film'].url}#t={fragment}" if starts or ends else str(self["film"].url)

    @property
    def key(self) -> str:
        """The name of what is played, for the position stored on a device."""
        parts = (self["film"].pk, self["starts_at"], self["ends_at"])
        return "_".join(str(part) for part in parts if part)

    @property
    def captions_url(self) -> str:
        """The URL of the step's own captions, or those of its seminar, as WebVTT; "" without them.

        The captions of a frozen step are a track of it, by `text_track`.
        """
        captions = self["captions"]
        if has_file(captions):
            return reverse("courses:film_captions", args=[captions.pk])
        if self.is_frozen or self["film"] is None:
            return ""
        seminar = seminars_of([self["film"].pk]).first()
        return reverse("courses:seminar_captions", args=[seminar.pk]) if seminar else ""

    @property
    def other_tracks(self) -> list[Track]:
        """The captions in other languages that still exist, in the author's order."""
        found = [each for each in self["other_captions"] if each["language"] and has_file(each["file"])]
        return [
            Track(
                reverse("courses:film_captions", args=[each["file"].pk]),
                each["language"],
                own_name(each["language"]),
            )
            for each in found
        ]

    @property
    def chapters_in_order(self) -> list[Chapter]:
        """The chapters in the order of time."""
        values = [value for value in by_time(self["chapters"]) if value.get(AT) is not None]
        film = self["film"]
        last = self["ends_at"] or (film.duration if film else None)
        ends = [*(value[AT] for value in values[1:]), last]
        return [Chapter(value[AT], end, value["title"]) for value, end in zip(values, ends, strict=False)]

    @property
    def stops_in_order(self) -> list[Stop]:
        """The questions in the order of time; one without a time, in a draft, comes first."""
        stops = [Stop(child.value.get(AT) or 0, child) for child in self["stops"]]
        return sorted(stops, key=lambda stop: stop.at)

    def text_track(self, name: str) -> str:
        """Return the chapters or the captions of the frozen step as WebVTT; "" without them."""
        if name == "chapters":
            cues = [Cue(each.at, each.ends_at or each.at + 1, each.title) for each in self.chapters_in_order]
            return Transcript(tuple(cues)).to_webvtt() if cues else ""
        transcript = self.frozen_transcript if name == "captions" else Transcript()
        return transcript.to_webvtt() if transcript else ""


def seminars_of(recordings: list[Any]) -> QuerySet[SeminarPage]:
    """Return the public seminars with captions that have one of the recordings."""
    pages = SeminarPage.objects.live().public().filter(recording__in=recordings)
    return pages.exclude(transcript=[]).order_by("pk")


def captions_of_seminars(stored: list[Mapping[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    """Return recording -> the cues of its seminar, for film steps without captions of their own."""
    bare = [values["film"] for values in stored if not values.get("captions") and values.get("film")]
    return {page.recording_id: page.transcript for page in seminars_of(bare)} if bare else {}


def within(cues: list[dict[str, Any]], starts: int | None, ends: int | None) -> list[dict[str, Any]]:
    """Return the stored cues of an excerpt."""
    last = ends or float("inf")
    return [cue for cue in cues if cue["end"] > (starts or 0) and cue["start"] < last]


def is_recorded_at_a_seminar(recording: Recording | int) -> bool:
    """Return whether a public seminar has captions for the recording."""
    return seminars_of([recording]).exists()
