"""TLS connections to public hosts: a name is resolved once, and the address that was checked is used."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer

from requests.certs import where

from content_import.exceptions import FetchFailed
from content_import.hosts.enums import FetchProblem

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: seconds to connect, and between two bytes
SILENCE_SECONDS = 10.0
#: the part of IPv6 that is given out (RFC 4291, 2.4)
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
#: what carries other addresses or is not given out: Teredo and the rest of 2001::/23, 6to4, documentation
#: (RFC 9637), protocol assignments, 6to4 relays
_SPECIAL = (
    ipaddress.IPv6Network("2001::/23"),
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
)


def is_public(address: Address) -> bool:
    """Return whether anybody on the internet could reach the address (IANA's special-purpose registries)."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _GIVEN_OUT:
        return False
    return not any(address.version == special.version and address in special for special in _SPECIAL)


def resolve(host: str) -> list[Address]:
    """Return the addresses that DNS has for a name. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(place[0]) for *_, place in found))


def tls_context() -> ssl.SSLContext:
    """Return a context that trusts the machine's certificate authorities, and those that requests brings."""
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context


@dataclass(frozen=True)
class Network:
    """How hosts are reached: by default https on the internet."""

    resolve: Callable[[str], list[Address]] = resolve
    is_public: Callable[[Address], bool] = is_public
    port: int = 443

    @contextmanager
    def connected(self, host: str, seconds: float) -> Iterator[ssl.SSLSocket]:
        """Give a TLS connection to `host` that is cut after `seconds`, whatever it is doing then.

        Raises FetchFailed if one of the name's addresses is not public, when nothing answers there, and for
        a certificate that is not the host's. Reading and writing raise OSError once it is cut.
        """
        plain = self._connect(host, seconds)
        with tls_context().wrap_socket(
            plain, server_hostname=host, do_handshake_on_connect=False, suppress_ragged_eofs=False
        ) as secured:
            # A time-out of the socket begins anew with each byte: this one does not.
            watchdog = Timer(seconds, _cut, [secured])
            watchdog.daemon = True
            watchdog.start()
            try:
                _shake_hands(secured, host)
                yield secured
            finally:
                watchdog.cancel()

    def _connect(self, host: str, seconds: float) -> socket.socket:
        for address in self._checked_addresses(host):
            with suppress(OSError):
                return socket.create_connection((str(address), self.port), min(SILENCE_SECONDS, seconds))
        raise FetchFailed(FetchProblem.NO_ANSWER, host)

    def _checked_addresses(self, host: str) -> list[Address]:
        try:
            addresses = self.resolve(host)
        except (OSError, UnicodeError):
            raise FetchFailed(FetchProblem.NO_ANSWER, host) from None
        if not all(map(self.is_public, addresses)):
            raise FetchFailed(FetchProblem.NOT_PUBLIC, host)
        return addresses


def _shake_hands(secured: ssl.SSLSocket, host: str) -> None:
    try:
        secured.do_handshake()
    except (ssl.SSLEOFError, TimeoutError):
        raise FetchFailed(FetchProblem.TOO_SLOW, host) from None
    except ssl.SSLError:
        raise FetchFailed(FetchProblem.NOT_SECURE, host) from None
    except OSError:
        raise FetchFailed(FetchProblem.NO_ANSWER, host) from None


def _cut(secured: ssl.SSLSocket) -> None:
    # Not the one of SSLSocket, which takes away what another thread is reading with.
    with suppress(OSError):
        socket.socket.shutdown(secured, socket.SHUT_RDWR)
