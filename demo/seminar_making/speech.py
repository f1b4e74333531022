"""Speech synthesis of manuscripts with espeak-ng, with the exact times of cues."""

import re
import subprocess
import tempfile
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.catalogues.seminars import Voice
from demo.seminar_making.manuscript import Slide

SAMPLE_RATE = 22_050  # the output of espeak-ng; 16 bits, one channel
BYTES_PER_SECOND = SAMPLE_RATE * 2

OPENING = 3.0  # seconds of title before the first word
BETWEEN_CUES = 0.12
BETWEEN_UTTERANCES = 0.45
BETWEEN_SLIDES = 1.3
CLOSING = 2.0

# Phonetic spellings of words that espeak-ng mispronounces; the transcript keeps the original.
PRONUNCIATIONS = {
    "Abbey": "Äbbi",
    "Aina": "Ajna",
    "kol": "kål",  # the lung disease, not coal
    "kören": "[[k'Y:REn]]",  # the choir, not the driving; phonemes of espeak-ng
    "stroke": "stråk",
}
_MISPRONOUNCED = re.compile(rf"\b({'|'.join(PRONUNCIATIONS)})\b")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue of a transcript; times are seconds from the beginning of the recording."""

    start: float
    end: float
    speaker: str
    text: str
    slide: str


@dataclass(frozen=True, slots=True)
class Speech:
    """The sound of a recording, as raw 16-bit samples, with its cues."""

    samples: bytes
    cues: Sequence[Cue]

    @property
    def duration(self) -> float:
        """Return the duration in seconds."""
        return len(self.samples) / BYTES_PER_SECOND


def synthesise(slides: Sequence[Slide], voices: Mapping[str, Voice]) -> Speech:
    """Return the speech of all slides; `voices` by speaker key. Raises KeyError for a missing voice."""
    sound = bytearray(_silence(OPENING))
    cues: list[Cue] = []
    with tempfile.TemporaryDirectory() as folder:
        for slide in slides:
            for utterance in slide.utterances:
                for text in utterance.cues():
                    start = len(sound)
                    sound += _synthesised(text, voices[utterance.speaker], Path(folder) / "cue.wav")
                    cues.append(
                        Cue(_seconds(start), _seconds(len(sound)), utterance.speaker, text, slide.anchor)
                    )
                    sound += _silence(BETWEEN_CUES)
                sound += _silence(BETWEEN_UTTERANCES)
            sound += _silence(BETWEEN_SLIDES)
    sound += _silence(CLOSING)
    return Speech(bytes(sound), cues)


def write_wave(speech: Speech, path: Path) -> None:
    """Write the sound as an uncompressed WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(speech.samples)


def _synthesised(text: str, voice: Voice, path: Path) -> bytes:
    phonetic = _MISPRONOUNCED.sub(lambda match: PRONUNCIATIONS[match[0]], text)
    command = ["espeak-ng", "-v", f"sv+{voice.variant}", "-p", str(voice.pitch), "-s", str(voice.speed)]
    subprocess.run([*command, "-w", str(path), phonetic], check=True)  # noqa: S603 (fixed program, no shell)
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * SAMPLE_RATE))


def _seconds(length: int) -> float:
    return round(length / BYTES_PER_SECOND, 3)
