"""Uploads are streamed to an anonymous file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadhandler import StopFutureHandlers
from django.test import RequestFactory

from content_import.packages.uploads import AnonymousFileUploadHandler


def started(settings: Any, folder: Path) -> AnonymousFileUploadHandler:
    settings.FILE_UPLOAD_TEMP_DIR = folder
    handler = AnonymousFileUploadHandler(RequestFactory().post("/"))
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "kurs.zip", "application/zip", None)
    return handler


def test_upload_when_under_way_and_done_has_no_file_to_leave_behind(settings: Any, tmp_path: Path) -> None:
    handler = started(settings, tmp_path)

    handler.receive_data_chunk("första ".encode(), 0)
    handler.receive_data_chunk(b"andra", 8)
    with handler.file_complete(13) as upload:
        assert (upload.read().decode(), upload.size, upload.name) == ("första andra", 13, "kurs.zip")
    assert list(tmp_path.iterdir()) == []


def test_upload_when_larger_than_allowed_is_not_stored_beyond_it(settings: Any, tmp_path: Path) -> None:
    settings.PACKAGE_MAX_BYTES = 10
    handler = started(settings, tmp_path)

    handler.receive_data_chunk(b"x" * 10, 0)
    handler.receive_data_chunk(b"y" * 10, 10)
    with handler.file_complete(20) as upload:
        assert (upload.read(), upload.size) == (b"x" * 10, 20)


def test_upload_when_interrupted_is_closed(settings: Any, tmp_path: Path) -> None:
    handler = started(settings, tmp_path)

    handler.upload_interrupted()

    assert handler.file.closed
