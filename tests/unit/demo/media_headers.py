"""The duration of a media file, read from its headers."""

import struct
from pathlib import Path

MP3_SAMPLE_RATE = 22_050
MP3_SAMPLES_PER_FRAME = 576  # MPEG-2, layer III


def duration_of(path: Path) -> float:
    """Return the duration in seconds. MP4: ISO/IEC 14496-12, 8.2.2. MP3: the Info header of LAME."""
    data = path.read_bytes()
    return _mp3_duration(data) if path.suffix == ".mp3" else _mp4_duration(data)


def _mp4_duration(data: bytes) -> float:
    header = data.index(b"mvhd") + 4
    assert data[header] == 0, "version 1 headers are not written by our build"
    timescale, duration = struct.unpack(">II", data[header + 12 : header + 20])
    return duration / timescale


def _mp3_duration(data: bytes) -> float:
    header = data.index(b"Info")
    flags, frames = struct.unpack(">II", data[header + 4 : header + 12])
    assert flags & 1, "the header does not count its frames"
    return frames * MP3_SAMPLES_PER_FRAME / MP3_SAMPLE_RATE
