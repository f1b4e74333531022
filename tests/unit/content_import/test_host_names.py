"""Host names that can be requested for a package."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from content_import.exceptions import HostRefused
from content_import.hosts.fetching.network import is_public, resolve
from content_import.hosts.names import host_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("film.example.se", "film.example.se"),
        (" Film.Example.SE. ", "film.example.se"),
        ("https://film.example.se/vård/film.mp4?x=1", "film.example.se"),
        ("film.example.se:443", "film.example.se"),
        ("vård.example.se", "xn--vrd-ula.example.se"),
    ],
)
def test_name_of_a_public_host_is_normalised(written: str, name: str) -> None:
    assert host_name(written) == name


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "film",
        "*.example.se",
        "http://film.example.se",
        "data:text/html,x",
        "film.example.se:8443",
        "någon@film.example.se",
        "film.example.se; script-src *",
        "film.example.se script.example.se",
        "film..example.se",
        "-film.example.se",
        f"{'å' * 70}.example.se",
        "127.0.0.1",
        "10.0.0.7",
        "[::1]",
        "2130706433",
        "0x7f.1",
        "localhost",
        "x.localhost",
        "skrivare.local",
        "db.internal",
    ],
)
def test_name_of_no_public_host_is_refused(written: str) -> None:
    with pytest.raises(HostRefused):
        host_name(written)


@pytest.mark.parametrize(
    "written", ["larande.kommun.se", "a.larande.kommun.se", "innehall.kommun.se", "p-0.innehall.kommun.se"]
)
def test_name_of_the_site_or_a_content_host_is_refused(settings: Any, written: str) -> None:
    settings.SITE_ORIGIN = "https://larande.kommun.se"
    settings.CONTENT_ORIGIN = "https://p-{label}.innehall.kommun.se"

    with pytest.raises(HostRefused):
        host_name(written)
    assert host_name("www.kommun.se") == "www.kommun.se"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.7"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.0.0.8", "192.88.99.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:10.0.0.7", "::ffff:8.8.8.8", "::10.0.0.7", "64:ff9b::a00:7", "64:ff9b:1::1", "100::1"),
        *("2002:a00:7::1", "2001::1", "3fff::1", "5f00::1"),
    ],
)
def test_address_that_is_not_public_is_recognised(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "194.71.11.137", "2a02:750::1", "2606:4700::1111"])
def test_address_that_is_public_is_recognised(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_name_of_this_machine_resolves_to_no_public_address() -> None:
    assert [is_public(address) for address in resolve("localhost")] in ([False], [False, False])
