"""The server's worker with time limits that a test can wait for."""

from __future__ import annotations

from infrastructure.http.buffered_worker import BufferedWorker, TimedChannel

SECONDS = 2


class ImpatientChannel(TimedChannel):
    header_seconds = body_seconds = stall_seconds = SECONDS


class ImpatientWorker(BufferedWorker):
    check_seconds = 1
    channel_class = ImpatientChannel
