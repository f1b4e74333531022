"""The client's address: read from the right, through trusted proxies alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from infrastructure.http.client_address import ClientAddressMiddleware, client_address, parse_networks
from people.checks import check_proxies_are_named, check_trusted_proxies

PROXY = "127.0.0.1"
TRUSTED = ["127.0.0.1", "10.20.0.0/28", "2001:db8:1::/64"]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        # nobody is between
        ("198.51.100.7", "", "198.51.100.7"),
        (PROXY, "", PROXY),
        # the header of a peer that is no trusted proxy is ignored
        ("198.51.100.7", "203.0.113.1", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.1, 127.0.0.1", "198.51.100.7"),
        # one proxy: what the client had written stands to the left
        (PROXY, "198.51.100.7", "198.51.100.7"),
        (PROXY, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (PROXY, "127.0.0.1, 10.20.0.1, 198.51.100.7", "198.51.100.7"),
        # several proxies
        (PROXY, "203.0.113.1, 198.51.100.7, 10.20.0.5", "198.51.100.7"),
        (PROXY, "203.0.113.1, 10.20.0.16", "10.20.0.16"),
        (PROXY, "10.20.0.9, 10.20.0.5", "10.20.0.9"),
        # as some proxies write them
        (PROXY, "198.51.100.7:52311", "198.51.100.7"),
        (PROXY, "[2001:db8:2::7]:52311", "2001:db8:2::7"),
        (PROXY, "2001:DB8:2:0::7", "2001:db8:2::7"),
        ("2001:db8:1::1", "198.51.100.7", "198.51.100.7"),
        # one address, however it is written
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        # malformed: the client counts as the proxy that passed it on
        (PROXY, "unknown", PROXY),
        (PROXY, "203.0.113.1, ", PROXY),
        (PROXY, "203.0.113.1, å", PROXY),
        (PROXY, "198.51.100.7, 999.1.1.1", PROXY),
        (PROXY, "203.0.113.1, 198.51.100", PROXY),
        (PROXY, "203.0.113.1, 010.20.0.5", PROXY),
        (PROXY, "203.0.113.1, fe80::1%eth0", PROXY),
        (PROXY, "203.0.113.1, <script>, 10.20.0.5", "10.20.0.5"),
        (PROXY, "," * 10_000, PROXY),
        ("", "198.51.100.7", ""),
    ],
)
def test_client_address_is_the_nearest_untrusted(peer: str, forwarded_for: str, expected: str) -> None:
    assert client_address(peer, forwarded_for, parse_networks(TRUSTED)) == expected


def test_client_address_without_trusted_proxies_is_the_peer() -> None:
    assert client_address(PROXY, "198.51.100.7", []) == PROXY


def test_middleware_puts_the_client_into_remote_addr(settings: object) -> None:
    settings.TRUSTED_PROXIES = TRUSTED
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    ClientAddressMiddleware(view)(request)

    assert seen == ["198.51.100.7"]


@pytest.mark.parametrize("entry", ["proxy.example.se", "10.20.0.1/28", "", "10.20.0.0/33", "*"])
def test_trusted_proxies_that_are_malformed_stop_the_start(settings: object, entry: str) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", entry]

    assert [error.id for error in check_trusted_proxies()] == ["people.E001"]
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        ClientAddressMiddleware(lambda request: HttpResponse())


@pytest.mark.parametrize(
    ("trusted", "ids"),
    [
        (["127.0.0.1", "::1", "10.20.0.0/16", "2001:db8::/48"], []),
        (["0.0.0.0/0"], ["people.E002"]),
        (["10.0.0.0/8", "::/0"], ["people.E002", "people.E002"]),
    ],
)
def test_trusted_proxies_that_are_everybody_are_refused(
    settings: object, trusted: list[str], ids: list[str]
) -> None:
    settings.TRUSTED_PROXIES = trusted

    assert [error.id for error in check_trusted_proxies()] == ids


@pytest.mark.parametrize(("trusted", "ids"), [([], ["people.W001"]), (["127.0.0.1"], [])])
def test_deployment_check_without_trusted_proxies_warns(
    settings: object, trusted: list[str], ids: list[str]
) -> None:
    settings.TRUSTED_PROXIES = trusted

    assert [warning.id for warning in check_proxies_are_named()] == ids
