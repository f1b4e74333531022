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
    Choice,
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
from courses.api import CAPTION_LANGUAGES, language_name, language_of_tag

FILM, CAPTIONS = "film", "captions"
#: the extension of each container by its first bytes: those of MP4 stand behind the length of a box
MP4_BRAND = re.compile(rb"^.{4}ftyp(?!avi|heic|mif1)", re.DOTALL)
SOUND_BRAND = re.compile(rb"^.{4}ftypM4[AB]", re.DOTALL)
WEBM = b"\x1a\x45\xdf\xa3"
MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
#: the first cue of SRT; WebVTT says what it is
SRT = re.compile(rb"^\s*\d+\s*\r?\n\d{1,2}:\d{2}:\d{2}[,.]\d{3}\s*-->")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
#: the name of the choice of the captions' language
LANGUAGE = "language"


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
        film = film_of(upload, uploads)
        if film is None:
            sentence = _(
                "There is no film that “%(name)s” belongs to. Choose it together with the film, and give "
                "both the same name."
            )
            return FilePlan(problems=[sentence % {"name": upload.name}])
        language = language_of(upload, film)
        choice = Choice(
            LANGUAGE,
            _("Language of the captions"),
            [(tag, str(label)) for tag, label in CAPTION_LANGUAGES],
            language or "",
        )
        if language is None:
            sentence = _(
                "“%(tag)s” in the name “%(name)s” is no language that captions can have here. Choose the "
                "language, or leave the file out."
            )
            values = {"tag": tag_of(upload, film), "name": upload.name}
            return FilePlan(problems=[sentence % values], choice=choice)
        first = captions_for(film, uploads)[language]
        if first is not upload:
            sentence = _(
                "“%(first)s” and “%(name)s” are both captions in %(language)s for “%(film)s”. Choose "
                "another language for one of them, or leave it out."
            )
            values = {"first": first.name, "name": upload.name, "film": film.name}
            values["language"] = language_name(language)
            return FilePlan(problems=[sentence % values], choice=choice)
        notice = _("Goes with “%(film)s”, in %(language)s.")
        values = {"film": film.name, "language": language_name(language)}
        return FilePlan(notices=[notice % values], choice=choice)


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
        main, found = upload.language, captions_for(upload, uploads)
        assets, summary = [Asset(FILM, upload.stem)], ""
        for language, captions in found.items():
            with captions.opened() as file:
                text = webvtt_captions(file)
            assets.append(Asset(f"{CAPTIONS}-{language}", captions.stem, {"text": text}))
        if main in found:
            with found[main].opened() as file:
                summary = paragraphs(parse_transcript(file).to_text())
        keys = {language: f"{CAPTIONS}-{language}" for language in found}
        step = film_step(upload.stem, film=FILM, captions=keys, main=main, summary=summary)
        missing = _("It has no captions in %(language)s. They are needed within 14 days.")
        notices = [] if main in found else [missing % {"language": language_name(main)}]
        return FilePlan([step], assets, notices=notices)

    def create(self, upload: Upload, plan: FilePlan, context: ImportContext) -> Iterator[CreatedAsset]:
        for asset in plan.assets:
            if asset.key != FILM:
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


def film_of(captions: Upload, uploads: Sequence[Upload]) -> Upload | None:
    """Return the film that captions belong to: that with the longest name with which theirs begins."""
    films = [other for other in uploads if _extension(other) and tag_of(captions, other) is not None]
    return max(films, key=lambda film: len(film.stem), default=None)


def captions_for(film: Upload, uploads: Sequence[Upload]) -> dict[str, Upload]:
    """Return the captions of a film by language: that of the page first, the first file of each."""
    kind = CaptionsKind()
    own = [other for other in uploads if kind.recognises(other) and film_of(other, uploads) is film]
    found: dict[str, Upload] = {}
    for upload in own:
        if (language := language_of(upload, film)) is not None:
            found.setdefault(language, upload)
    return dict(sorted(found.items(), key=lambda pair: pair[0] != film.language))


def language_of(captions: Upload, film: Upload) -> str | None:
    """Return the language that was chosen, or of the tag in the name; None for an unknown tag.

    Captions without a tag are in the language of the page.
    """
    tag = tag_of(captions, film)
    return captions.chosen.get(LANGUAGE) or (language_of_tag(tag) if tag else captions.language)


def tag_of(captions: Upload, film: Upload) -> str | None:
    """Return what follows the film's name in that of captions, "" for nothing; None for another name."""
    name, stem = captions.stem.casefold(), film.stem.casefold()
    if name == stem:
        return ""
    return name.removeprefix(stem)[1:] if name.startswith((f"{stem}.", f"{stem}_", f"{stem}-")) else None


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
