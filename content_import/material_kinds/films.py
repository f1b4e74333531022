"""Films and sound with their captions: a film step for each recording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.material.kinds import (
    Asset,
    CreatedAsset,
    FilePlan,
    ImportContext,
    MaterialKind,
    register_material,
)
from content_import.material.storing import store_document, store_recording
from content_import.material.upload import Upload
from content_import.material_kinds.values import film_step, paragraphs
from content_import.readers.recordings import read_recording
from content_import.readers.transcripts import parse_transcript, webvtt_captions

FILM, CAPTIONS = "film", "captions"
#: the extension of each container by its first bytes: those of MP4 stand behind the length of a box
MP4_BRAND = re.compile(rb"^.{4}ftyp(?!avi|heic|mif1)", re.DOTALL)
SOUND_BRAND = re.compile(rb"^.{4}ftypM4[AB]", re.DOTALL)
WEBM = b"\x1a\x45\xdf\xa3"
MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
#: the first cue of SRT; WebVTT says what it is
SRT = re.compile(rb"^\s*\d+\s*\r?\n\d{1,2}:\d{2}:\d{2}[,.]\d{3}\s*-->")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: the language of captions at the end of their name, such as film.sv.vtt, Swedish first
SWEDISH = ("sv", "sv-se", "swe")


@register_material
class CaptionsKind(MaterialKind):
    """Captions (WebVTT or SRT), which belong to the film of the same name."""

    name = "captions"
    label = gettext_lazy("Captions")
    order = 30

    def recognises(self, upload: Upload) -> bool:
        head = upload.head.removeprefix(BYTE_ORDER_MARK)
        return head.startswith(b"WEBVTT") or SRT.match(head) is not None

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        with upload.opened() as file:
            parse_transcript(file)
        films = [other for other in uploads if _extension(other) and captions_for(other, uploads)]
        film = next((other for other in films if upload in captions_for(other, uploads)), None)
        if film is None:
            sentence = _(
                "There is no film that “%(name)s” belongs to. Choose it together with the film, and give "
                "both the same name."
            )
            return FilePlan(problems=[sentence % {"name": upload.name}])
        if captions_for(film, uploads)[0] is upload:
            return FilePlan(notices=[_("Goes with “%(film)s”.") % {"film": film.name}])
        sentence = _("A film has one file with captions here: “%(name)s” is not taken in.")
        return FilePlan(notices=[sentence % {"name": upload.name}])


@register_material
class FilmKind(MaterialKind):
    """A film or a sound (MP4, WebM, M4A or MP3)."""

    name = "film"
    label = gettext_lazy("Film or sound")
    order = 30

    def recognises(self, upload: Upload) -> bool:
        return bool(_extension(upload))

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        with upload.opened() as file:
            read_recording(file, _file_name(upload))
        captions = next(iter(captions_for(upload, uploads)), None)
        assets, summary = [Asset(FILM, upload.stem)], ""
        if captions is not None:
            with captions.opened() as file:
                text = webvtt_captions(file)
            with captions.opened() as file:
                summary = paragraphs(parse_transcript(file).to_text())
            assets.append(Asset(CAPTIONS, captions.stem, {"text": text}))
        step = film_step(
            upload.stem, film=FILM, captions=CAPTIONS if captions is not None else None, summary=summary
        )
        notices = [] if captions is not None else [_("It has no captions. They are needed within 14 days.")]
        return FilePlan([step], assets, notices=notices)

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        for asset in plan.assets:
            if asset.key == CAPTIONS:
                file = ContentFile(str(asset.data["text"]).encode(), name=f"{asset.title}.vtt")
                yield CreatedAsset(asset.key, store_document(file, title=asset.title, context=context))
                continue
            name = _file_name(upload)
            with upload.opened() as film:
                facts = read_recording(film, name)
                film.seek(0)
                film.name = name
                stored = store_recording(film, title=asset.title, facts=facts, context=context)
            yield CreatedAsset(asset.key, stored)


def captions_for(film: Upload, uploads: Sequence[Upload]) -> list[Upload]:
    """Return the captions with the film's name, with or without a language: the Swedish ones first."""
    kind = CaptionsKind()
    found = [other for other in uploads if other is not film and kind.recognises(other)]
    named = [(_language(other, film), other) for other in found]
    matching = [(language, other) for language, other in named if language is not None]
    return [other for _language, other in sorted(matching, key=lambda pair: _rank(pair[0]))]


def _language(captions: Upload, film: Upload) -> str | None:
    """Return the language in the name of captions, "" without one, None for those of another film."""
    name, stem = captions.stem.casefold(), film.stem.casefold()
    if name == stem:
        return ""
    return name.removeprefix(stem)[1:] if name.startswith((f"{stem}.", f"{stem}_", f"{stem}-")) else None


def _rank(language: str) -> int:
    return 0 if language in SWEDISH else 1 if not language else 2


def _extension(upload: Upload) -> str:
    """Return the extension of a film or a sound by its content, "" for another file."""
    head = upload.head
    if MP4_BRAND.match(head):
        return "m4a" if SOUND_BRAND.match(head) else "mp4"
    if head.startswith(WEBM):
        return "webm"
    return "mp3" if head.startswith(MP3) else ""


def _file_name(upload: Upload) -> str:
    """Return the name with the extension of the content."""
    return f"{PurePosixPath(upload.name).stem or FILM}.{_extension(upload)}"
