"""The demo seminars and podcast episodes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack

from django.core.files import File

from content_import.api import parse_transcript
from courses.api import (
    CaptionOrigin,
    CreateSeminarPage,
    NewMaterial,
    NewProgrammeItem,
    NewSeminar,
    NewSpeaker,
    SeminarIndexPage,
    SeminarKind,
    SeminarPage,
    Theme,
)
from demo.catalogues.seminars import DemoSeminar, Kind, Speaker, seminars
from people.api import Person


def seed_seminars(themes: Mapping[str, Theme], *, by: Person) -> None:
    """Create the seminars that are missing, below the Swedish list of seminars."""
    parent = SeminarIndexPage.objects.get(locale__language_code="sv")
    existing = set(SeminarPage.objects.values_list("slug", flat=True))
    for seminar in seminars():
        if seminar.slug not in existing:
            with ExitStack() as files:
                CreateSeminarPage(parent=parent, seminar=_new(seminar, themes, files), by=by).run()


def _new(seminar: DemoSeminar, themes: Mapping[str, Theme], files: ExitStack) -> NewSeminar:
    with seminar.transcript.open("rb") as stream:
        transcript = parse_transcript(stream)
    media = File(files.enter_context(seminar.media.open("rb")), name=seminar.slug + seminar.media.suffix)
    is_podcast = seminar.kind == Kind.PODCAST
    return NewSeminar(
        title=seminar.title,
        slug=seminar.slug,
        kind=SeminarKind(seminar.kind.value),
        introduction=seminar.summary,
        held_on=seminar.date,
        themes=[themes[slug] for slug in seminar.themes],
        recording=None if is_podcast else media,
        sound=media if is_podcast else None,
        drawing=seminar.drawing,
        poster=File(files.enter_context(seminar.poster.open("rb")), name=f"{seminar.slug}.webp"),
        seconds=round(seminar.duration_seconds),
        transcript=transcript,
        caption_origin=CaptionOrigin.WRITTEN,
        has_synthetic_voice=True,
        speakers=[_speaker(speaker, seminar, files) for speaker in seminar.speakers],
        programme=[
            NewProgrammeItem(title=item.title, at_seconds=int(item.start_seconds))
            for item in seminar.programme
        ],
    )


def _speaker(speaker: Speaker, seminar: DemoSeminar, files: ExitStack) -> NewSpeaker:
    material = []
    if speaker.material:
        name = f"{seminar.slug}-{speaker.material.name}"
        stream = files.enter_context(speaker.material.open("rb"))
        material.append(NewMaterial(title=f"{speaker.name}: bilder", file=File(stream, name=name)))
    role = ", ".join(part for part in (speaker.title, speaker.organisation) if part)
    return NewSpeaker(name=speaker.name, role=role, material=material)
