"""Transcripts from untrusted WebVTT and SRT files, with limits, cleaned text and all errors at once."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import webvtt
from django.utils.translation import gettext as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.api import Cue, Readable, Transcript, UnreadableMaterial, clock

MAX_BYTES = 5 * 1024**2
MAX_CUES = 20_000
MAX_CUE_CHARACTERS = 2_000
MAX_SECONDS = 24 * 60 * 60
_MAX_PROBLEMS = 20
_TIME = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]?\d[.,]\d{1,3}"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?!\d)")
_SRT_START = re.compile(r"\A\d{1,9}[ \t]*\n[^\n]{0,40}-->")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,120})>")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,40}\}")
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def parse_transcript(file: Readable) -> Transcript:
    """Return the transcript in a WebVTT or SRT file; the contents decide which it is.

    Markup is dropped, voice spans become speakers, empty cues are left out and cues are sorted by time.
    Raises `UnreadableMaterial` with every problem, by line where there is one.
    """
    return _parsed(_decoded(file))


def webvtt_captions(file: Readable) -> str:
    """Return a WebVTT or SRT file as WebVTT; a WebVTT file keeps its cue settings.

    Raises `UnreadableMaterial` as `parse_transcript` does.
    """
    text = _decoded(file)
    transcript = _parsed(text)
    return text + "\n" if text.startswith("WEBVTT") else transcript.to_webvtt()


def _parsed(text: str) -> Transcript:
    is_webvtt = text.startswith("WEBVTT")
    if not is_webvtt and not _SRT_START.match(text):
        raise UnreadableMaterial(
            [_("This is neither WebVTT (first line “WEBVTT”) nor SRT. Export it again as one of them.")]
        )
    problems = list(_timing_problems(text.split("\n")))
    captions = _captions(text, is_webvtt=is_webvtt, problems=problems)
    cues = _cues(captions, problems)
    if not cues and not problems:
        problems.append(_("There is no text in the file."))
    if problems:
        raise UnreadableMaterial(problems[:_MAX_PROBLEMS])
    return Transcript(tuple(_without_rolling_repeats(sorted(cues, key=lambda cue: (cue.start, cue.end)))))


def _decoded(file: Readable) -> str:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableMaterial(
            [
                _("The file is larger than %(size)d MB, far more than text. Is it the right file?")
                % {"size": MAX_BYTES // 1024**2}
            ]
        )
    text = _decoded_text(data)
    if "\x00" in text:
        raise UnreadableMaterial([_("The file is not text. Export the transcript as WebVTT or SRT.")])
    unified = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return unicodedata.normalize("NFC", _CONTROL.sub("", unified.lstrip("\ufeff")))


def _decoded_text(data: bytes) -> str:
    """Return the data decoded as Unicode, or else as Windows-1252, which older caption programs write."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableMaterial([_("The letters can't be read. Save the file again with the encoding UTF-8.")])


def _timing_problems(lines: list[str]) -> Iterator[str]:
    timings = 0
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        timings += 1
        if not _TIMING.match(line):
            yield _(
                "Line %(line)d: the times can't be read. They should look like 00:12:04.000 --> 00:12:08.500."
            ) % {"line": number}
    if timings > MAX_CUES:
        yield _("There are %(count)d captions; the most that can be used is %(most)d.") % {
            "count": timings,
            "most": MAX_CUES,
        }


def _captions(text: str, *, is_webvtt: bool, problems: list[str]) -> list[webvtt.Caption]:
    if problems:
        return []
    try:
        return list(webvtt.from_buffer(text.split("\n"), format="vtt" if is_webvtt else "srt").captions)
    except (MalformedFileError, MalformedCaptionError, ValueError):
        problems.append(_("The file is not well-formed. Export it again as WebVTT or SRT."))
        return []


def _cues(captions: list[webvtt.Caption], problems: list[str]) -> list[Cue]:
    cues = []
    for caption in captions:
        speaker = _VOICE.search(caption.raw_text)
        cue = Cue(
            start=_seconds(caption.start),
            end=_seconds(caption.end),
            text=_plain(caption.raw_text),
            speaker=_plain(speaker.group(1)) if speaker else "",
        )
        if cue.text:
            problems.extend(_cue_problems(cue))
            cues.append(cue)
    return cues


def _cue_problems(cue: Cue) -> Iterator[str]:
    when = {"time": clock(cue.start)}
    if cue.end <= cue.start:
        yield _("At %(time)s: the caption ends before it starts.") % when
    if cue.end > MAX_SECONDS:
        yield _("At %(time)s: no recording is longer than a day. Check the times.") % when
    if len(cue.text) > MAX_CUE_CHARACTERS:
        yield _("At %(time)s: the caption is too long to read. Divide it.") % when


def _seconds(timestamp: str) -> float:
    hours, minutes, seconds = timestamp.replace(",", ".").split(":")
    return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 3)


def _plain(text: str) -> str:
    without_markup = _MARKUP.sub("", text)
    for entity, letter in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ):
        without_markup = without_markup.replace(entity, letter)
    return _SPACES.sub(" ", without_markup).strip()


def _without_rolling_repeats(cues: list[Cue]) -> Iterator[Cue]:
    """Yield the cues without those that repeat the previous one, as automatic roll-up captions do."""
    yield from cues[:1]
    for previous, cue in pairwise(cues):
        if cue.text != previous.text or cue.start - previous.end > 1:
            yield cue
