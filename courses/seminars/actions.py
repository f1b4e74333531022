"""Actions that create seminars, for commands and seeding; the admin uses a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.core.files import File
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
from people.api import Action, Change, Person


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
    drawing: str = ""
    seconds: int | None = None
    transcript: Transcript = field(default_factory=Transcript)
    caption_origin: CaptionOrigin = CaptionOrigin.AUTOMATIC
    has_synthetic_voice: bool = False
    speakers: Sequence[NewSpeaker] = ()
    programme: Sequence[NewProgrammeItem] = ()


@dataclass(frozen=True, kw_only=True)
class CreateSeminarPage(Action[SeminarPage]):
    """Create a seminar below `parent`, store its files, and publish it if `publish` is set.

    A missing length or picture is taken from the recording. Raises `UnreadableMaterial` if a PDF can't be
    read or a recording can't be played; then only files without a row are left.
    """

    audit = "wagtail.create"
    is_of_system = True

    parent: SeminarIndexPage
    seminar: NewSeminar
    publish: bool = True

    def check(self, by: Person) -> None:
        may = self.parent.permissions_for_user(by)
        if not (may.can_publish_subpage() if self.publish else may.can_add_subpage()):
            raise PermissionDenied

    def execute(self) -> Change[SeminarPage]:
        page = self._page()
        page.themes = list(self.seminar.themes)
        page.programme = [
            SeminarProgrammeItem(sort_order=n, title=i.title, starts_at=i.starts_at, at_seconds=i.at_seconds)
            for n, i in enumerate(self.seminar.programme)
        ]
        page.speakers = [_speaker(n, speaker, self.by) for n, speaker in enumerate(self.seminar.speakers)]
        self.parent.add_child(instance=page)
        revision = page.save_revision(user=self.by)
        if self.publish:
            revision.publish(user=self.by)
        return Change(SeminarPage.objects.get(pk=page.pk))

    def _page(self) -> SeminarPage:
        new, by = self.seminar, self.by
        recording, sound = (_recording(new.title, file, by) for file in (new.recording, new.sound))
        measured = recording or sound
        copied = ("title", "slug", "kind", "introduction", "held_on", "place", "caption_origin")
        return SeminarPage(
            **{name: getattr(new, name) for name in (*copied, "has_synthetic_voice", "drawing")},
            locale=self.parent.locale,
            owner=by,
            recording=recording,
            sound=sound,
            poster=_picture(new.title, new.poster, by) or (measured and measured.poster),
            seconds=new.seconds or (measured and round(measured.duration)),
            transcript=new.transcript.to_json(),
            live=False,
        )


def _speaker(number: int, new: NewSpeaker, by: Person | None) -> SeminarSpeaker:
    speaker = SeminarSpeaker(sort_order=number, name=new.name, role=new.role)
    speaker.material = [
        SeminarMaterial(sort_order=n, title=item.title, document=_document(item.title, item.file, by))
        for n, item in enumerate(new.material)
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
