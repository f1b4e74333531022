"""Static files of the live server from memory, with the header that lets a browser keep them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase

#: as in production, where the names of static files have their digest
KEPT = "max-age=86400, immutable"


class KeptStaticFiles:
    """The files that were requested once, as their finders found them.

    Finding, opening and sending a file costs 2 ms of CPU, and an admin page has sixty of them.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, str]] = {}
        self._serve = StaticFilesHandler.serve

    def serve(self, handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        if request.path not in self._kept:
            found = self._serve(handler, request)
            if found.status_code != 200 or not found.streaming:
                return found
            self._kept[request.path] = b"".join(found), found["Content-Type"]
            found.close()
        content, content_type = self._kept[request.path]
        return HttpResponse(content, content_type=content_type, headers={"Cache-Control": KEPT})


@contextmanager
def static_files_kept() -> Iterator[None]:
    """Serve static files from memory while the context is open."""
    files = KeptStaticFiles()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", lambda handler, request: files.serve(handler, request))
        yield
