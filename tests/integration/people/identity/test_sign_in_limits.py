"""Limits of sign-in by account and network, which lock no workplace out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from allauth.core.internal.ratelimit import consume
from django.core.cache import cache
from django.test import Client, RequestFactory

from lms.settings import base
from people.models import Person
from tests.factories.people import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
LOGIN = "/konto/logga-in/"
CODE = "/konto/kod/"
PROXY = "127.0.0.1"
WORKPLACE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
ACCOUNT = "åsa.öberg"


@pytest.fixture(autouse=True)
def limits(settings: object) -> Iterator[None]:
    """Use the limits and the proxy of a deployment: a proxy on this machine, and no middleware less."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.TRUSTED_PROXIES = [PROXY]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person() -> Person:
    return PersonFactory(username=ACCOUNT)


def post(path: str, data: dict[str, str], forwarded_for: str, peer: str = PROXY) -> int:
    return Client().post(path, data, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded_for).status_code


def is_signed_in(
    username: str = ACCOUNT, password: str = PASSWORD, *, forwarded_for: str = WORKPLACE, peer: str = PROXY
) -> bool:
    return post(LOGIN, {"login": username, "password": password}, forwarded_for, peer) == 302


def spend(action: str, times: int, address: str) -> None:
    """Count requests of an address that have been made within the minute."""
    request = RequestFactory().post(LOGIN, REMOTE_ADDR=address)
    for _ in range(times):
        assert consume(request, app="allauth.account", action=action)


def test_workplace_behind_one_address_signs_in_300_times_a_minute(person: Person) -> None:
    spend("login", 299, WORKPLACE)

    assert is_signed_in()
    assert post(LOGIN, {"login": ACCOUNT, "password": PASSWORD}, WORKPLACE) == 429
    assert is_signed_in(forwarded_for=ELSEWHERE)


def test_one_time_codes_are_used_300_times_a_minute() -> None:
    spend("one_time_code", 299, WORKPLACE)

    assert post(CODE, {"login": ACCOUNT, "code": "x"}, WORKPLACE) == 200
    assert post(CODE, {"login": ACCOUNT, "code": "x"}, WORKPLACE) == 429
    assert post(CODE, {"login": ACCOUNT, "code": "x"}, ELSEWHERE) == 200


def test_workplace_with_many_typing_errors_is_not_locked_out(person: Person) -> None:
    for number in range(100):
        assert not is_signed_in(f"kollega{number}", "fel")

    assert is_signed_in()


def test_sign_in_that_succeeds_does_not_count(person: Person) -> None:
    assert all(is_signed_in() for _ in range(12))


def test_account_after_five_failures_waits_in_that_network_alone(person: Person) -> None:
    for _ in range(5):
        is_signed_in(password="fel")

    assert not is_signed_in()
    assert is_signed_in(forwarded_for=ELSEWHERE)
    assert post(LOGIN, {"login": "amina", "password": "fel"}, WORKPLACE) == 200


def test_account_attacked_from_everywhere_waits(person: Person) -> None:
    addresses = (f"203.0.113.{number}" for number in count(1))
    for _ in range(50):
        is_signed_in(password="fel", forwarded_for=next(addresses))

    assert not is_signed_in(forwarded_for=next(addresses))


@pytest.mark.parametrize("spelling", ["ÅSA.ÖBERG", " åsa.öberg ", "åſa.öberg"])
def test_account_spelled_otherwise_counts_as_one(person: Person, spelling: str) -> None:
    for _ in range(5):
        is_signed_in(spelling, "fel")

    assert not is_signed_in()


@pytest.mark.parametrize(
    ("peer", "forwarded_for"),
    [
        # each attempt has another forged address, through the proxy and past it
        (PROXY, "192.0.2.{n}, " + ELSEWHERE),
        (PROXY, "127.0.0.1, 192.0.2.{n}, " + ELSEWHERE),
        (PROXY, "192.0.2.{n}, ::ffff:" + ELSEWHERE),
        (PROXY, "192.0.2.{n}, nonsens{n}"),
        (ELSEWHERE, "192.0.2.{n}"),
        (ELSEWHERE, "192.0.2.{n}, 127.0.0.1"),
        # another address of the same IPv6 network
        (PROXY, "2001:db8:1:2:{n}::7"),
    ],
)
def test_attacker_with_forged_addresses_is_limited(person: Person, peer: str, forwarded_for: str) -> None:
    for n in range(1, 6):
        is_signed_in(password="fel", peer=peer, forwarded_for=forwarded_for.format(n=n))

    assert not is_signed_in(peer=peer, forwarded_for=forwarded_for.format(n=99))
    assert is_signed_in(forwarded_for=WORKPLACE)


def test_ipv6_networks_are_counted_apart(person: Person) -> None:
    for _ in range(5):
        is_signed_in(password="fel", forwarded_for="2001:db8:1:2::7")

    assert is_signed_in(forwarded_for="2001:db8:1:3::7")


def test_ipv4_written_as_ipv6_is_not_one_network(person: Person) -> None:
    spend("login", 300, WORKPLACE)

    assert post(LOGIN, {"login": ACCOUNT, "password": PASSWORD}, f"::ffff:{WORKPLACE}") == 429
    assert is_signed_in(forwarded_for=f"::ffff:{ELSEWHERE}")


def test_header_of_an_untrusted_proxy_is_ignored(person: Person, settings: object) -> None:
    settings.TRUSTED_PROXIES = []
    spend("login", 300, PROXY)

    assert post(LOGIN, {"login": ACCOUNT, "password": PASSWORD}, WORKPLACE) == 429


def test_counts_of_an_account_remain_after_made_up_user_names(
    person: Person, settings: object, tmp_path: object
) -> None:
    settings.CACHES = {"default": {**base.CACHES["default"], "LOCATION": str(tmp_path)}}
    for _ in range(5):
        is_signed_in(password="fel")
    request = RequestFactory().post(LOGIN, REMOTE_ADDR=ELSEWHERE)
    for number in range(400):
        consume(request, app="allauth.account", action="login_failed_for_account", key=f"ingen{number}")

    assert not is_signed_in()
