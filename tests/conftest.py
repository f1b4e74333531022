"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.core.signals import request_finished, request_started, setting_changed
from django.db import connection
from django.dispatch import receiver
from django.test import TransactionTestCase
from django.test.utils import teardown_databases
from django.urls import clear_url_caches
from django.utils import translation

from content_import.readers import confined_reading
from tests.chromium import CHROMIUM, FLAGS, HEADLESS_SHELL
from tests.database_rows import MigratedRows
from tests.factories.files.confined_reads import remembering
from tests.template_database import set_up_test_database

MAX_ID = 80  # characters of a text in the name of a test

# Hypothesis measures these two by the wall clock, which says how busy the machine is, not how good the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


@receiver(setting_changed)
def forget_addresses(*, setting: str, **_kept: object) -> None:
    """Addresses are kept by language, with the prefix that the site's own language has not."""
    if setting == "LANGUAGE_CODE":
        clear_url_caches()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database from the template, and drop it when every connection to it is closed."""
    folder = request.config.cache.mkdir("template_database")  # type: ignore[union-attr]  # always there
    with django_db_blocker.unblock():
        databases = set_up_test_database(folder)
        migrated = MigratedRows()
        setattr(TransactionTestCase, "_fixture_teardown", lambda test: migrated.restore())  # noqa: B010 - private
        yield
        leave_database()
        teardown_databases(databases, verbosity=0)


def leave_database() -> None:
    """Empty the database of sessions: PostgreSQL drops none that somebody is in.

    The threads of the live server end once the browser has closed its connections. Whoever is left after
    that, such as the server's end of a process that a test has killed, is put out.
    """
    database: Any = connection
    database.close()
    wait_until(lambda: not has_server_threads())
    if database.vendor != "postgresql":
        return
    with database._nodb_cursor() as cursor:

        def is_empty() -> bool:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [database.settings_dict["NAME"]],
            )
            return not cursor.fetchall()

        wait_until(is_empty)


def has_server_threads() -> bool:
    return any("process_request_thread" in thread.name for thread in threading.enumerate())


class RunningRequests:
    """The threads of the live server that work at a request now: a kept connection has an idle thread."""

    def __init__(self) -> None:
        self._threads: set[threading.Thread] = set()

    def start(self, **_signal: object) -> None:
        self._threads.add(threading.current_thread())

    def finish(self, **_signal: object) -> None:
        self._threads.discard(threading.current_thread())

    def is_empty(self) -> bool:
        return not any(
            "process_request_thread" in thread.name and thread.is_alive() for thread in list(self._threads)
        )


running_requests = RunningRequests()
request_started.connect(running_requests.start, dispatch_uid="running_requests")
request_finished.connect(running_requests.finish, dispatch_uid="running_requests")


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)


@pytest.fixture(scope="session")
def browsers(django_db_setup: None) -> Iterator[Callable[[str], Any]]:
    """Return the browser of an executable, started once in a process. All are closed before the database."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started: dict[str, Any] = {}

        def browser_of(executable: str) -> Any:
            if executable not in started:
                started[executable] = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            return started[executable]

        yield browser_of
        for browser in started.values():
            browser.close()


@pytest.fixture
def chromium(request: pytest.FixtureRequest, browsers: Callable[[str], Any]) -> Any:
    """Debian's Chromium, or its headless shell for a test with the marker `headless_shell`."""
    is_shell = request.node.get_closest_marker("headless_shell") is not None
    return browsers(str(HEADLESS_SHELL if is_shell else CHROMIUM))


@pytest.fixture(autouse=True, scope="session")
def kept_confined_reads() -> None:
    """Read the same picture or film by a process of its own only once in each process of tests."""
    confined_reading._run = remembering(confined_reading._run)


@pytest.fixture(autouse=True)
def language_of_the_site() -> None:
    """Begin in Swedish: a request of the test before may have left its thread in English."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def everybody_answered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Answer what pages send as they are closed before the database is emptied.

    A browser closes its connections when a context is closed, after its last word; PostgreSQL lets neither a
    request nor the emptying go on where each waits for the other.
    """
    if uses_database(request.node):
        request.getfixturevalue("transactional_db" if is_transactional(request.node) else "db")
    yield
    if "live_server" in request.fixturenames:
        wait_until(lambda: not has_server_threads(), seconds=0.5)
        wait_until(running_requests.is_empty)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name files and long texts by their place in the list: archives hold the time at which they were made.

    Workers that collect different names, because one was a second later, end the whole run.
    """
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > MAX_ID) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every test that commits on both engines, but those in a browser, which are chosen by hand.

    They are slow: they start threads or processes, and the database is put back after them.
    """
    for item in items:
        if is_transactional(item) and "tests/browser/" not in item.nodeid:
            item.add_marker("both_engines")
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Exclude what was loaded and collected from garbage collection, and collect what is made less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def is_transactional(item: pytest.Item) -> bool:
    """Return whether the test commits, so that the database has to be emptied after it."""
    marker = item.get_closest_marker("django_db")
    has_marker = marker is not None and marker.kwargs.get("transaction", False)
    return has_marker or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


def uses_database(item: pytest.Item) -> bool:
    return (
        item.get_closest_marker("django_db") is not None
        or "db" in getattr(item, "fixturenames", ())
        or is_transactional(item)
    )
