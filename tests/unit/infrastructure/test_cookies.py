"""The site reads its own cookies alone where they have the prefix `__Host-`."""

from __future__ import annotations

import pytest
from django.http import parse_cookie

from infrastructure.http.cookies import own_cookies

OWN = "__Host-sessionid=egen; __Host-csrftoken=egen; wagtail_sidebar_collapsed=1"
#: names that Django parses as a protected one, or that it would read without the prefix
PLANTED = [
    *("\u2000__Host-sessionid", "\u00a0__Host-sessionid", "\u0085__Host-sessionid", "\u3000__Host-csrftoken"),
    *("\x0b__Host-sessionid", "\x1c__Host-sessionid", '"__Host-sessionid"', "__host-sessionid"),
    *("sessionid", "csrftoken", "messages", "django_language", "wagtail_sidebar_collapsed2", "å", ""),
]


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize("header", ["{planted}; {own}", "{own}; {planted}", "{own};{planted};"])
def test_cookie_that_a_package_can_plant_is_dropped(name: str, header: str) -> None:
    planted = f"{name}=planterad".encode().decode("latin-1")  # in the form of WSGI

    kept = own_cookies(header.format(planted=planted, own=OWN))

    assert kept == OWN


@pytest.mark.parametrize("header", ["", ";", " ; =; a", "a" * 5_000])
def test_header_without_cookies_of_the_site_is_empty(header: str) -> None:
    assert own_cookies(header) == ""


def test_cookie_of_the_site_keeps_its_value() -> None:
    kept = parse_cookie(own_cookies('a=1;  __Host-messages="x\\073 y==:z" ;__Host-sessionid=å'))

    assert kept == {"__Host-messages": "x; y==:z", "__Host-sessionid": "å"}
