"""Which names of hosts can be requested for a package."""

from __future__ import annotations

from typing import Any

import pytest

from content_import.exceptions import HostRefused
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
