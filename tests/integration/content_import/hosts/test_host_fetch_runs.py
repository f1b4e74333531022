"""Concurrent runs of a fetch: one finishes it, and the others store nothing."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from content_import.hosts.enums import FetchProblem, FetchState
from content_import.hosts.fetching.actions import RequestFetch, carry_out_fetch
from content_import.hosts.fetching.network import Network
from content_import.hosts.fetching.repacking import FetchLimits
from content_import.hosts.models import HostFetch
from content_import.packages.locks import lock_file_labels
from content_import.packages.storing import delete_files
from courses.enums import PackageStatus
from courses.models import Package
from people.models import Person
from tests.factories.people import PersonFactory
from tests.integration.content_import.hosts.other_hosts import (
    HOST,
    MP4,
    PAGE,
    SCRIPT,
    WHY,
    fetched,
    labels,
    package_with,
)
from tests.integration.content_import.hosts.slow_storage import SlowStorage, slow_storages
from tests.servers.https_server import HttpsServer, Send, file_answer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(autouse=True)
def queue_without_worker(settings: Any) -> None:
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks.backends.dummy.DummyBackend",
            "QUEUES": settings.TASK_QUEUES,
        }
    }


@pytest.fixture(autouse=True)
def storage_without_packages() -> None:
    for label in labels():
        delete_files(label)


@pytest.fixture
def administrator() -> Person:
    return PersonFactory(is_superuser=True, is_staff=True, first_name="Åsa", last_name="Öberg")


@pytest.fixture
def package() -> Package:
    return package_with(**{"sidor/del-1.html": PAGE, "js/spel.js": SCRIPT})


class Meanwhile(threading.Thread):
    """A function in a thread of its own; `finish` raises its exception."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - raised again in the test's thread
            self._error = error
        finally:
            connections.close_all()

    def finish(self) -> None:
        self.join(90)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error


def held(server: HttpsServer) -> tuple[threading.Event, threading.Event]:
    """Block the film's first response; return the events of its request and of its release."""
    reached, go_on = threading.Event(), threading.Event()
    film = file_answer(MP4, "video/mp4")

    def answer(send: Send) -> None:
        if not reached.is_set():
            reached.set()
            assert go_on.wait(60)
        film(send)

    server.answers["/film.mp4"] = answer
    return reached, go_on


def assert_one_new_version(package: Package, fetch: HostFetch) -> None:
    fetch.refresh_from_db()
    assert (fetch.state, fetch.problem) == (FetchState.DONE, "")
    versions = Package.objects.filter(lineage=package.lineage).order_by("version")
    assert [version.status for version in versions] == [PackageStatus.READY] * 2
    assert (fetch.result, labels()) == (versions[1], {version.label for version in versions})
    assert lock_file_labels() == []


def test_fetch_requested_by_two_at_once_makes_one_version(
    package: Package, network: Network, administrator: Person, server: HttpsServer
) -> None:
    second = PersonFactory(is_superuser=True, is_staff=True)
    start = threading.Barrier(2)

    def press(by: Person) -> None:
        start.wait(30)
        fetch = RequestFetch(package=package, host=HOST, reason=WHY, by=by).run()
        start.wait(30)
        carry_out_fetch(fetch=fetch, network=network)

    both = [Meanwhile(lambda by=by: press(by)) for by in (administrator, second)]  # type: ignore[misc]
    for one in both:
        one.finish()

    assert_one_new_version(package, HostFetch.objects.get())


def test_fetch_taken_over_while_it_downloads_is_finished_by_the_later_run(
    package: Package, network: Network, administrator: Person, server: HttpsServer
) -> None:
    reached, go_on = held(server)
    fetch = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    earlier = Meanwhile(lambda: carry_out_fetch(fetch=fetch, network=network))
    assert reached.wait(60)

    carry_out_fetch(fetch=fetch, network=network)
    fetch.refresh_from_db()
    after_later_run = (fetch.result, fetch.finished_at)
    go_on.set()
    earlier.finish()

    assert_one_new_version(package, fetch)
    assert (fetch.result, fetch.finished_at) == after_later_run


@pytest.mark.parametrize("starts_before_the_earlier_ends", [True, False])
def test_fetch_restarted_while_the_overdue_one_stores_makes_one_version(
    package: Package,
    network: Network,
    administrator: Person,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    starts_before_the_earlier_ends: bool,
) -> None:
    settings.STORAGES = slow_storages(stops=True)
    first = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    earlier = Meanwhile(lambda: carry_out_fetch(fetch=first, network=network))
    assert SlowStorage.stopped.wait(60)
    with monkeypatch.context() as a_moment:
        a_moment.setattr(HostFetch, "END_TIMEOUT", dt.timedelta(0))
        second = RequestFetch(package=package, host=HOST, reason="En gång till", by=administrator).run()

    if starts_before_the_earlier_ends:
        later = Meanwhile(lambda: carry_out_fetch(fetch=second, network=network))
        time.sleep(1.5)
        SlowStorage.go_on.set()
        earlier.finish()
    else:
        SlowStorage.go_on.set()
        earlier.finish()
        later = Meanwhile(lambda: carry_out_fetch(fetch=second, network=network))
    later.finish()

    first.refresh_from_db()
    assert (first.state, first.problem, first.result) == (FetchState.FAILED, FetchProblem.CUT_OFF, None)
    assert_one_new_version(package, second)


def test_fetch_that_finishes_while_it_is_restarted_stays_finished(
    package: Package, network: Network, administrator: Person
) -> None:
    seen = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    carry_out_fetch(fetch=seen, network=network)
    HostFetch.objects.update(created_at=timezone.now() - HostFetch.END_TIMEOUT * 2)

    carry_out_fetch(fetch=seen, network=network)
    again = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    carry_out_fetch(fetch=again, network=network)

    assert_one_new_version(package, seen)
    assert_one_new_version(package, again)


def test_fetch_whose_worker_was_killed_is_finished_by_the_next(
    package: Package, network: Network, administrator: Person
) -> None:
    fetch = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    HostFetch.objects.update(state=FetchState.RUNNING, started_at=timezone.now())

    carry_out_fetch(fetch=fetch, network=network)

    assert_one_new_version(package, fetch)


def test_fetch_is_overdue_by_its_start_and_not_by_its_wait(package: Package, administrator: Person) -> None:
    long_ago = timezone.now() - HostFetch.END_TIMEOUT * 2
    fetch = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    HostFetch.objects.update(created_at=long_ago, state=FetchState.RUNNING, started_at=timezone.now())
    again = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    HostFetch.objects.update(started_at=long_ago)
    fetch.refresh_from_db()

    assert (again, fetch.is_overdue) == (fetch, True)


def test_fetch_whose_package_is_stored_too_slowly_leaves_nothing(
    package: Package, network: Network, administrator: Person, settings: Any
) -> None:
    stored = labels()
    settings.STORAGES = slow_storages(seconds=3)
    begun = time.monotonic()

    fetch = fetched(package, network, administrator, limits=FetchLimits(total_seconds=8))

    assert (fetch.state, fetch.problem, fetch.where) == (FetchState.FAILED, FetchProblem.TOO_SLOW, HOST)
    assert time.monotonic() - begun < 30
    assert (labels(), Package.objects.count()) == (stored, 1)
    assert lock_file_labels() == []


def test_fetch_reads_each_page_once_and_once_more_to_write_it(
    network: Network, administrator: Person, settings: Any
) -> None:
    scripts = {f"sidor/spel-{number}.js": SCRIPT for number in range(12)}
    pages = {f"sidor/sida-{number}.html": b"<p>\xc3\xa5</p>" for number in range(8)}
    package = package_with(**{"sidor/del-1.html": PAGE, **scripts, **pages})
    settings.STORAGES = slow_storages()

    fetch = fetched(package, network, administrator)

    assert fetch.state == FetchState.DONE
    assert {SlowStorage.reads[path] for path in [*scripts, *pages]} == {2}
