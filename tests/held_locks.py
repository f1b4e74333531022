"""Locks that another process holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from content_import.packages.locks import import_lock


@contextmanager
def locked_by_another(label: str) -> Iterator[None]:
    """Hold the import lock by a connection of its own, as another process does."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with import_lock(label) as is_held:
            assert is_held
            held.set()
            done.wait(timeout=60)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(timeout=60)
    try:
        yield
    finally:
        done.set()
        thread.join()
