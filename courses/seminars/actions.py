"""Actions that create seminars, for commands and seeding; the admin uses a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files import File
from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model

from courses.enums import CaptionOrigin, SeminarKind
from courses.media.actions import measure_recording
from courses.models import (
    Recording,
    SeminarIndexPage,
    SeminarMaterial,
    SeminarPage,
    SeminarProgrammeItem,
    SeminarSpeaker,
    Theme,
)
from courses.seminars.transcript import Transcript
from people.api import Person


@dataclass(frozen=True)
class NewMaterial:
    """The data of a PDF of a speaker."""

    title: str
    file: File[bytes]


@dataclass(frozen=True)
class NewSpeaker:
    """The data of a speaker."""

    name: str
    role: str = ""
    material: Sequence[NewMaterial] = ()


@dataclass(frozen=True)
class NewProgrammeItem:
    """The data of a programme item; `at_seconds` is its start in the recording."""

    title: str
    starts_at: dt.time | None = None
    at_seconds: int | None = None


@dataclass(frozen=True)
class NewSeminar:
    """The data of a seminar or an episode."""

    title: str
    slug: str
    kind: SeminarKind
    introduction: str = ""
    held_on: dt.date | None = None
    place: str = ""
    themes: Sequence[Theme] = ()
    recording: File[bytes] | None = None
    sound: File[bytes] | None = None
    poster: File[bytes] | None = None
    seconds: int | None = None
    transcript: Transcript = field(default_factory=Transcript)
    caption_origin: CaptionOrigin = CaptionOrigin.AUTOMATIC
    has_synthetic_voice: bool = False
    speakers: Sequence[NewSpeaker] = ()
    programme: Sequence[NewProgrammeItem] = ()


@transaction.atomic
def create_seminar_page(
    *, parent: SeminarIndexPage, seminar: NewSeminar, by: Person | None, publish: bool = True
) -> SeminarPage:
    """Create a seminar below `parent`, store its files, and publish it if `publish` is set.

    A missing length or picture is taken from the recording. Raises `UnreadableMaterial` if a PDF can't be
    read or a recording can't be played; then only files without a row are left.
    """
    recording, sound = (_recording(seminar.title, file, by) for file in (seminar.recording, seminar.sound))
    measured = recording or sound
    page = SeminarPage(
        title=seminar.title,
        slug=seminar.slug,
        locale=parent.locale,
        owner=by,
        kind=seminar.kind,
        introduction=seminar.introduction,
        held_on=seminar.held_on,
        place=seminar.place,
        recording=recording,
        sound=sound,
        poster=_picture(seminar.title, seminar.poster, by) or (measured and measured.poster),
        seconds=seminar.seconds or (measured and round(measured.duration)),
        transcript=seminar.transcript.to_json(),
        caption_origin=seminar.caption_origin,
        has_synthetic_voice=seminar.has_synthetic_voice,
        live=False,
    )
    page.themes = list(seminar.themes)
    page.programme = [
        SeminarProgrammeItem(sort_order=n, title=i.title, starts_at=i.starts_at, at_seconds=i.at_seconds)
        for n, i in enumerate(seminar.programme)
    ]
    page.speakers = [_speaker(number, speaker, by) for number, speaker in enumerate(seminar.speakers)]
    parent.add_child(instance=page)
    revision = page.save_revision(user=by)
    if publish:
        revision.publish(user=by)
    return SeminarPage.objects.get(pk=page.pk)


def _speaker(number: int, new: NewSpeaker, by: Person | None) -> SeminarSpeaker:
    speaker = SeminarSpeaker(sort_order=number, name=new.name, role=new.role)
    speaker.material = [
        SeminarMaterial(
            sort_order=n, title=material.title, document=_document(material.title, material.file, by)
        )
        for n, material in enumerate(new.material)
    ]
    return speaker


def _document(title: str, file: File[bytes] | None, by: Person | None) -> AbstractDocument | None:
    if file is None:
        return None
    document: AbstractDocument = get_document_model()(title=title, file=file, uploaded_by_user=by)
    document.save()
    return document


def _recording(title: str, file: File[bytes] | None, by: Person | None) -> Recording | None:
    if file is None:
        return None
    return measure_recording(recording=Recording.objects.create(title=title, file=file, uploaded_by_user=by))


def _picture(title: str, file: File[bytes] | None, by: Person | None) -> object | None:
    if file is None:
        return None
    picture = get_image_model()(title=title, file=file, uploaded_by_user=by)
    picture.save()
    return picture
