"""Files of another host, a real https server on this machine, are copied into a new version of a package."""

from __future__ import annotations

import ipaddress
import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from content_import.health.enums import FindingCode
from content_import.health.models import HealthFinding, HealthReport
from content_import.hosts.actions import RequestHost
from content_import.hosts.enums import FetchProblem, FetchState
from content_import.hosts.fetching.actions import RequestFetch, carry_out_fetch
from content_import.hosts.fetching.network import Address, Network
from content_import.hosts.fetching.repacking import FetchLimits
from content_import.hosts.models import HostFetch, HostPermission
from content_import.packages.storing import stored_files
from courses.models import Package
from people.models import Person
from tests.factories.people import PersonFactory
from tests.integration.content_import.health.test_health_admin import report_of
from tests.integration.content_import.hosts.other_hosts import (
    HOST,
    MIXED,
    MP4,
    NOWHERE,
    OTHER,
    PAGE,
    PNG,
    PRIVATE,
    SCRIPT,
    STRANGER,
    WHY,
    fetched,
    file_of,
    labels,
    look_up,
    package_with,
)
from tests.integration.content_import.packages.test_package_admin import NAMES, signed_in, trainer
from tests.servers.https_server import HttpsServer, Send, file_answer, redirect_answer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "::1"]),
    pytest.mark.slow,
]


@pytest.fixture
def administrator() -> Person:
    return PersonFactory(is_superuser=True, is_staff=True)


@pytest.fixture
def package() -> Package:
    return package_with(**{"sidor/del-1.html": PAGE, "js/spel.js": SCRIPT, "bild.dat": b"\x00\xff"})


@pytest.mark.both_engines
def test_fetch_puts_images_and_media_in_a_new_version(
    package: Package, server: HttpsServer, network: Network, administrator: Person
) -> None:
    before = {path: file_of(package, path) for path in stored_files(package.label)}

    fetch = fetched(package, network, administrator)

    new = fetch.result
    assert new is not None, fetch.problem_message
    assert (fetch.state, new.version, new.lineage, new.owner) == (
        FetchState.DONE,
        2,
        package.lineage,
        package.owner,
    )
    copies = {path: file_of(new, path) for path in stored_files(new.label) if path.startswith("fetched/")}
    assert sorted(copies.values()) == sorted([PNG, PNG + b"2", MP4])
    paths = {content: path for path, content in copies.items()}
    image, query, film = paths[PNG], paths[PNG + b"2"], paths[MP4]
    page = file_of(new, "sidor/del-1.html").decode()
    assert f'src="../{image}"' in page
    assert f'src="../{query}"' in page
    assert f'src="../{film}#t=10"' in page
    assert (f'href="https://{HOST}/mer"' in page, f'src="https://{HOST}/app.js"' in page) == (True, True)
    assert file_of(new, "js/spel.js").decode() == f'const film = "../{film}";'
    assert file_of(new, "bild.dat") == b"\x00\xff"
    assert {path: file_of(package, path) for path in stored_files(package.label)} == before
    assert sorted(server.requests) == sorted(f"{HOST} {path}" for path in server.answers)
    assert {"Referer", "Cookie"}.isdisjoint(server.headers)
    assert HealthReport.objects.of(new).exists()


@pytest.mark.both_engines
def test_fetch_that_is_done_again_gives_the_same_version(
    package: Package, network: Network, administrator: Person
) -> None:
    first = fetched(package, network, administrator)
    again = fetched(package, network, administrator)

    assert (again.pk != first.pk, again.result) == (True, first.result)
    assert Package.objects.filter(lineage=package.lineage).count() == 2


@pytest.mark.parametrize("name", ["f%C3%B6r.mp4", "för.mp4"])
def test_fetch_follows_a_redirect_to_another_public_host(
    package: Package, server: HttpsServer, network: Network, administrator: Person, name: str
) -> None:
    server.answers["/film.mp4"] = redirect_answer(f"https://{OTHER}/cdn/{name}")
    server.answers["/cdn/f%C3%B6r.mp4"] = file_answer(MP4, "video/mp4")

    fetch = fetched(package, network, administrator)

    assert fetch.state == FetchState.DONE
    assert f"{OTHER} /cdn/f%C3%B6r.mp4" in server.requests


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("https://127.0.0.2/film.mp4", FetchProblem.NOT_PUBLIC),
        ("https://[trasig/film.mp4", FetchProblem.NOT_FOUND),
        (f"https://{OTHER}:abc/film.mp4", FetchProblem.NOT_PUBLIC),
        ("https://127.0.0.1/film.mp4", FetchProblem.NOT_PUBLIC),
        ("https://[::1]/film.mp4", FetchProblem.NOT_PUBLIC),
        ("https://169.254.169.254/latest/meta-data", FetchProblem.NOT_PUBLIC),
        ("https://localhost/film.mp4", FetchProblem.NOT_PUBLIC),
        (f"https://{PRIVATE}/hemlig.mp4", FetchProblem.NOT_PUBLIC),
        (f"https://{MIXED}/hemlig.mp4", FetchProblem.NOT_PUBLIC),
        (f"https://{OTHER}:8443/film.mp4", FetchProblem.NOT_PUBLIC),
        (f"http://{OTHER}/film.mp4", FetchProblem.NOT_SECURE),
        ("file:///etc/passwd", FetchProblem.NOT_SECURE),
        (f"https://{NOWHERE}/film.mp4", FetchProblem.NO_ANSWER),
        (f"https://{STRANGER}/hemlig.mp4", FetchProblem.NOT_SECURE),
        (f"https://{HOST}/film.mp4", FetchProblem.NOT_FOUND),
        ("", FetchProblem.NOT_FOUND),
    ],
)
def test_fetch_led_where_it_must_not_stores_nothing(
    package: Package,
    server: HttpsServer,
    network: Network,
    administrator: Person,
    location: str,
    problem: FetchProblem,
) -> None:
    server.answers["/film.mp4"] = redirect_answer(location)
    server.answers["/hemlig.mp4"] = file_answer(MP4, "video/mp4")
    stored = labels()

    fetch = fetched(package, network, administrator)

    assert (fetch.state, fetch.problem, fetch.result) == (FetchState.FAILED, problem, None)
    assert "/hemlig.mp4" not in " ".join(server.requests)
    assert set(server.reached_at) == {"127.0.0.1"}
    assert (labels(), Package.objects.count()) == (stored, 1)


def test_fetch_from_a_name_of_a_private_address_reaches_nothing(
    server: HttpsServer, network: Network, administrator: Person
) -> None:
    page = PAGE.replace(HOST.encode(), PRIVATE.encode())
    package = package_with(**{"sidor/del-1.html": page})
    real = Network(resolve=look_up, port=server.port)
    open_network = Network(resolve=look_up, is_public=lambda address: True, port=server.port)

    refused = [fetched(package, reach, administrator, host=PRIVATE) for reach in (real, network)]
    seen = list(server.reached_at)
    allowed = fetched(package, open_network, administrator, host=PRIVATE)

    assert [fetch.problem for fetch in refused] == [FetchProblem.NOT_PUBLIC] * 2
    assert (seen, allowed.state, set(server.reached_at)) == ([], FetchState.DONE, {"127.0.0.2"})


def test_fetch_when_a_name_changes_its_address_uses_the_checked_one(
    package: Package, server: HttpsServer, network: Network, administrator: Person
) -> None:
    looked_up: list[str] = []

    def rebound(host: str) -> list[Address]:
        """Return a network that resolves names to a public address first, and to a private one after that."""
        looked_up.append(host)
        is_first = len(looked_up) <= len(server.requests) + 1
        return [ipaddress.ip_address("127.0.0.1" if is_first else "127.0.0.2")]

    fetch = fetched(
        package, Network(resolve=rebound, is_public=network.is_public, port=server.port), administrator
    )

    assert (fetch.state, len(looked_up)) == (FetchState.DONE, len(server.requests))
    assert set(server.reached_at) == {"127.0.0.1"}


SLOW_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nX-Slow: "


def dripping(head: bytes) -> Any:
    """Return a response that never ends, one byte at a time."""

    def answer(send: Send) -> None:
        send(head)
        for _piece in range(400):
            send(b"x")
            time.sleep(0.1)

    return answer


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (file_answer(MP4 * 50, "video/mp4"), FetchProblem.TOO_LARGE),
        (
            lambda send: send(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + MP4 * 50),
            FetchProblem.TOO_LARGE,
        ),
        (file_answer(MP4, "text/html"), FetchProblem.WRONG_TYPE),
        (file_answer(MP4, "image/svg+xml; charset=utf-8"), None),
        (file_answer(b"<html><script>1</script>", "video/mp4"), FetchProblem.WRONG_TYPE),
        (file_answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), FetchProblem.WRONG_TYPE),
        (file_answer(b"%PDF-1.7 " * 9, "application/octet-stream"), FetchProblem.WRONG_TYPE),
        (file_answer(b"", "video/mp4"), FetchProblem.WRONG_TYPE),
        (file_answer(MP4, "video/mp4", status="403 Forbidden"), FetchProblem.NOT_FOUND),
        (file_answer(MP4, "video/mp4", status="206 Partial Content"), FetchProblem.NOT_FOUND),
        (file_answer(MP4, "video/mp4", length=7_000), FetchProblem.NO_ANSWER),
        (lambda send: send(b"nonsense\r\n\r\n"), FetchProblem.NO_ANSWER),
        (lambda send: None, FetchProblem.NO_ANSWER),
        (dripping(SLOW_HEAD), FetchProblem.TOO_SLOW),
        (dripping(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"), FetchProblem.TOO_SLOW),
        (lambda send: time.sleep(8), FetchProblem.TOO_SLOW),
    ],
    ids=[
        *("too large", "too large without a length", "declared a page", "declared an image", "a page"),
        *("an SVG", "a PDF", "empty", "forbidden", "a part", "cut short", "nonsense", "closed"),
        *("slow headers", "slow body", "silent"),
    ],
)
def test_fetch_of_a_file_that_is_not_as_it_should_be_stores_nothing(
    server: HttpsServer,
    network: Network,
    administrator: Person,
    answer: Any,
    problem: FetchProblem | None,
) -> None:
    package = package_with(**{"sidor/del-1.html": f"<video src='https://{HOST}/film.mp4'>".encode()})
    server.answers["/film.mp4"] = answer
    stored = labels()
    begun = time.monotonic()

    seconds = 3.0 if problem == FetchProblem.TOO_SLOW else 60.0
    limits = FetchLimits(max_file_bytes=8_000, file_seconds=seconds)
    fetch = fetched(package, network, administrator, limits=limits)

    assert fetch.problem == (problem or "")
    assert time.monotonic() - begun < 30
    if problem is not None:
        assert (labels(), Package.objects.count()) == (stored, 1)
        assert f"{HOST}/film.mp4" in fetch.problem_message


def test_fetch_without_a_trusted_certificate_stores_nothing(
    package: Package,
    server: HttpsServer,
    network: Network,
    administrator: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    fetch = fetched(package, network, administrator)

    assert (fetch.problem, server.requests) == (FetchProblem.NOT_SECURE, [])
    assert Package.objects.count() == 1


def test_fetch_beyond_what_a_package_may_hold_stores_nothing(
    package: Package, network: Network, administrator: Person, settings: Any
) -> None:
    settings.PACKAGE_MAX_BYTES = package.total_bytes + len(PNG) + 10

    fetch = fetched(package, network, administrator)

    assert (fetch.problem, Package.objects.count()) == (FetchProblem.TOO_LARGE, 1)


@pytest.mark.parametrize(
    ("files", "limits", "problem"),
    [
        ({"sidor/del-1.html": b"<a href='https://film.example.se/mer'>"}, {}, FetchProblem.NOTHING),
        ({"sidor/del-1.html": PAGE}, {"max_files": 2}, FetchProblem.TOO_MANY),
        ({"sidor/del-1.html": b"<base href='/x/'>" + PAGE}, {}, FetchProblem.UNCLEAR),
        (
            {
                "sidor/del-1.html": PAGE,
                "annat/del-2.html": b"js/spel.js",
                "js/spel.js": SCRIPT,
            },
            {},
            FetchProblem.UNCLEAR,
        ),
    ],
    ids=["no media", "many", "base", "script of pages in two folders"],
)
def test_fetch_of_references_that_cannot_be_rewritten_stores_nothing(
    network: Network,
    server: HttpsServer,
    administrator: Person,
    files: dict[str, bytes],
    limits: dict[str, int],
    problem: FetchProblem,
) -> None:
    package = package_with(**files)

    fetch = fetched(package, network, administrator, limits=FetchLimits(**limits))

    assert (fetch.problem, Package.objects.count()) == (problem, 1)


@pytest.mark.both_engines
def test_fetch_by_anybody_but_a_site_administrator_is_refused(package: Package) -> None:
    with pytest.raises(PermissionDenied):
        RequestFetch(package=package, host=HOST, reason=WHY, by=trainer(package.owner)).run()

    assert not HostFetch.objects.exists()


@pytest.mark.both_engines
def test_fetch_under_way_is_reused_and_restarted_when_interrupted(
    package: Package, administrator: Person
) -> None:
    first = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()
    second = RequestFetch(
        package=package, host=f"https://{HOST}/film.mp4", reason="Igen", by=administrator
    ).run()
    HostFetch.objects.update(created_at=timezone.now() - HostFetch.END_TIMEOUT * 2)
    first.refresh_from_db()
    shown = first.problem_message
    third = RequestFetch(package=package, host=HOST, reason=WHY, by=administrator).run()

    first.refresh_from_db()
    assert (second, first.problem, third.is_unfinished) == (first, FetchProblem.CUT_OFF, True)
    assert "avbröts" in shown


@pytest.mark.both_engines
def test_administrator_fetches_in_the_admin_and_the_request_is_answered(
    package: Package, network: Network, administrator: Person
) -> None:
    found = report_of(package, FindingCode.OTHER_HOSTS)
    HealthFinding.objects.filter(report=found).update(places=[HOST])
    own_trainer = trainer(package.owner)
    RequestHost(package=package, host=HOST, reason=WHY, by=own_trainer).run()
    inspect = reverse(f"{NAMES}:inspect", args=[package.pk])
    fetch_url = reverse(f"{NAMES}:fetch_host", args=[package.pk])
    decides, looks = signed_in(administrator), signed_in(own_trainer)
    offered = [
        f"Hämta filerna från {HOST} till en ny version" in client.get(inspect).content.decode()
        for client in (decides, looks)
    ]

    looks.post(fetch_url, {"host": HOST, "reason": WHY})
    refused = HostFetch.objects.exists()
    decides.post(fetch_url, {"host": HOST, "reason": ""})
    unreasoned = HostFetch.objects.exists()
    decides.post(fetch_url, {"host": HOST, "reason": WHY})
    waiting = looks.get(inspect).content.decode()
    fetch = HostFetch.objects.get()
    carry_out_fetch(fetch=fetch, network=network)
    fetch.refresh_from_db()
    shown = looks.get(inspect).content.decode()

    assert (offered, refused, unreasoned) == ([True, False], False, False)
    assert "Filerna hämtas till en ny version" in waiting
    assert reverse(f"{NAMES}:inspect", args=[fetch.result.pk]) in shown
    assert not HostPermission.objects.open().exists()
    history = decides.get(reverse(f"{NAMES}:history", args=[package.pk])).content.decode()
    assert f"hämtade till en ny version: {HOST}, {WHY}" in history
