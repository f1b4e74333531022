"""Encoding of recordings with ffmpeg, as small files that can be streamed and sought in."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from demo.seminar_making.pictures import Frame

# Softens the synthetic voice and equalises the speakers' loudness.
SOFTENED = "highpass=f=80,lowpass=f=7000,equalizer=f=3200:t=q:w=1.2:g=-3,loudnorm=I=-19:TP=-3"
FRAMES_PER_SECOND = 2
SECONDS_BETWEEN_KEYFRAMES = 120

_QUIET = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
_SOUND = ["-af", SOFTENED, "-ac", "1"]
_AAC = [*_SOUND, "-ar", "16000", "-c:a", "aac", "-b:a", "20k"]
_MP3 = [*_SOUND, "-ar", "22050", "-c:a", "libmp3lame", "-b:a", "32k"]
_EXACT = "+bitexact"
_REPEATABLE = ["-map_metadata", "-1", "-fflags", _EXACT, "-flags:v", _EXACT, "-flags:a", _EXACT]
_PICTURES = [
    *("-vf", f"fps={FRAMES_PER_SECOND},format=yuv420p", "-c:v", "libx264", "-preset", "veryslow"),
    *("-tune", "stillimage", "-crf", "30", "-g", str(FRAMES_PER_SECOND * SECONDS_BETWEEN_KEYFRAMES)),
    *("-x264-params", "threads=1"),
]


def encode_film(sound: Path, frames: Sequence[Frame], path: Path) -> None:
    """Write H.264 and AAC in MP4, with the index first."""
    listing = sound.with_name("frames.txt")
    entries = [f"file '{frame.picture}'\nduration {frame.seconds:.3f}" for frame in frames]
    listing.write_text("\n".join([*entries, f"file '{frames[-1].picture}'"]) + "\n", encoding="utf-8")
    seconds = f"{sum(frame.seconds for frame in frames):.3f}"
    inputs = ["-f", "concat", "-safe", "0", "-i", str(listing), "-i", str(sound)]
    _run([*inputs, *_PICTURES, *_AAC, "-t", seconds, *_REPEATABLE, "-movflags", "+faststart", str(path)])


def encode_sound(sound: Path, path: Path) -> None:
    """Write AAC in MP4 for `.m4a`, otherwise MP3."""
    codec = [*_AAC, "-movflags", "+faststart"] if path.suffix == ".m4a" else _MP3
    _run(["-i", str(sound), *codec, *_REPEATABLE, str(path)])


def _run(arguments: Sequence[str]) -> None:
    subprocess.run([*_QUIET, *arguments], check=True)  # noqa: S603 (fixed program, no shell)
