"""Make the recordings, transcripts, slides and hand-outs of the demo seminars from their source.

    python -m demo.build_seminars [slug ...]

The results are committed, so that only changes of the source require the tools: espeak-ng, ffmpeg and the
Inter font (Debian: espeak-ng, ffmpeg, fonts-inter).
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from demo.catalogues.seminars import DemoSeminar, Kind, seminars
from demo.seminar_making.manuscript import read_manuscript
from demo.seminar_making.pictures import draw_frames, draw_material, draw_poster
from demo.seminar_making.recording import encode_film, encode_sound
from demo.seminar_making.speech import Speech, synthesise, write_wave
from demo.seminar_making.transcripts import as_subrip, as_webvtt


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the named seminars, by default all."""
    parser = argparse.ArgumentParser(description="Build the demo seminars.")
    parser.add_argument("slug", nargs="*", help="which to build; all when none is named")
    slugs = parser.parse_args(arguments).slug
    unknown = set(slugs) - {seminar.slug for seminar in seminars()}
    if unknown:
        parser.error(f"there is no seminar {', '.join(sorted(unknown))}")
    for seminar in seminars():
        if not slugs or seminar.slug in slugs:
            build(seminar)


def build(seminar: DemoSeminar) -> None:
    """Build all files of the seminar in its folder, replacing existing ones."""
    slides = read_manuscript(seminar.folder / "script.md")
    speech = synthesise(slides, {speaker.key: speaker.voice for speaker in seminar.speakers})
    draw_material(seminar)
    draw_poster(seminar)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound = folder / "speech.wav"
        write_wave(speech, sound)
        if seminar.kind is Kind.PODCAST:
            encode_sound(sound, seminar.media)
        else:
            encode_film(sound, draw_frames(seminar, slides, speech, folder), seminar.media)
    write_transcript(seminar, speech)
    write_timings(seminar, speech)


def write_transcript(seminar: DemoSeminar, speech: Speech) -> None:
    """Write the cues in the format of the transcript's file extension."""
    names = {speaker.key: speaker.name for speaker in seminar.speakers}
    if seminar.transcript.suffix == ".srt":
        text = as_subrip(speech.cues, names)
    else:
        text = as_webvtt(speech.cues, names, seminar.note)
    seminar.transcript.write_text(text, encoding="utf-8")


def write_timings(seminar: DemoSeminar, speech: Speech) -> None:
    """Write the start of each slide and the duration, in seconds."""
    starts = {cue.slide: cue.start for cue in reversed(speech.cues)}
    starts[seminar.programme[0].slide] = 0.0
    lines = [
        "# Made by demo.build_seminars; seconds.",
        f"duration_seconds = {speech.duration:.3f}",
        "",
        "[starts]",
        *(f"{item.slide} = {starts[item.slide]:.1f}" for item in seminar.programme),
    ]
    (seminar.folder / "timings.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
