"""Metadata and posters of films and sound files, read with FFmpeg."""

import base64
import io
from typing import Any

import av
import PIL.Image
from av.stream import Disposition

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 60
MAX_PIXELS = 8192 * 4320
POSTER_SIZE = (1280, 1280)
POSTER_AFTER_SECONDS = 10
# Excludes playlists and scripts, which refer to other files or hosts.
FORMATS = "mov,matroska,mp3"


def prepare() -> None:
    """Load Pillow's picture formats, which it otherwise imports on first use."""
    PIL.Image.init()
    av.logging.set_level(av.logging.PANIC)


def read(source: io.BufferedReader) -> dict[str, Any]:
    """Return the result of `_measure` for a seekable file, `{}` for a file that cannot be played."""
    try:
        return _measure(source)
    except (av.FFmpegError, StopIteration, ValueError, MemoryError, OverflowError):
        return {}


def _measure(source: io.BufferedReader) -> dict[str, Any]:
    """Return container, codecs, seconds and a poster (JPEG, base64); a frame of each stream is decoded."""
    with av.open(source, "r", options={"format_whitelist": FORMATS}) as container:
        video = next(
            (s for s in container.streams.video if not s.disposition & Disposition.attached_pic), None
        )
        audio = next(iter(container.streams.audio), None)
        for stream in (*container.streams.video, *container.streams.audio):
            stream.codec_context.thread_count = 1  # a confined process may start no threads
        if video is not None and video.width * video.height > MAX_PIXELS:
            raise ValueError("the picture is too large")
        seconds = float(container.duration / av.time_base) if container.duration else _last_second(container)
        if audio is not None:
            _first_frame(container, audio, 0)
        return {
            "container": container.format.name,
            "video_codec": video.codec_context.codec.canonical_name if video is not None else "",
            "audio_codec": audio.codec_context.codec.canonical_name if audio is not None else "",
            "seconds": seconds,
            "poster": _poster(container, video, seconds) if video is not None else "",
        }


def _last_second(container: Any) -> float:
    """Return where the last packet ends, for recordings that state no duration."""
    last = 0.0
    for packet in container.demux():
        if packet.pts is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return last


def _first_frame(container: Any, stream: Any, second: float) -> Any:
    container.seek(int(second * av.time_base))
    return next(container.decode(stream))


def _poster(container: Any, video: Any, seconds: float) -> str:
    frame = _first_frame(container, video, min(seconds / 10, POSTER_AFTER_SECONDS))
    picture = frame.to_image(threads=1)
    if frame.rotation:
        picture = picture.rotate(frame.rotation, expand=True)
    picture.thumbnail(POSTER_SIZE)
    stored = io.BytesIO()
    picture.convert("RGB").save(stored, "JPEG", quality=82)
    return base64.b64encode(stored.getvalue()).decode()
