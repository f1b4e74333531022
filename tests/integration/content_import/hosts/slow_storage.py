"""A storage of packages that is slow, or blocks at a file until a test continues it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage

BACKEND = f"{__name__}.SlowStorage"


class SlowStorage(FileSystemStorage):
    """A storage like that of packages, which counts the reads of files."""

    #: seconds that each file takes to be written
    seconds = 0.0
    #: set before the first file is written, which waits until `go_on` is set
    stopped, go_on = threading.Event(), threading.Event()
    reads: Counter[str] = Counter()

    def _save(self, name: str, content: File[Any]) -> str:
        if not type(self).stopped.is_set():
            type(self).stopped.set()
            assert type(self).go_on.wait(60)
        time.sleep(self.seconds)
        return super()._save(name, content)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        type(self).reads[name.partition("/")[2]] += 1
        return super()._open(name, mode)


def slow_storages(*, seconds: float = 0.0, stops: bool = False) -> dict[str, Any]:
    """Return the setting STORAGES with the packages on it."""
    SlowStorage.seconds, SlowStorage.reads = seconds, Counter()
    SlowStorage.stopped, SlowStorage.go_on = threading.Event(), threading.Event()
    if not stops:
        SlowStorage.stopped.set()
    return {**settings.STORAGES, "packages": {**settings.STORAGES["packages"], "BACKEND": BACKEND}}
