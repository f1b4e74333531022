"""TLS connections to public hosts. A name is resolved once, and the connection uses the checked address."""

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
SOCKET_TIMEOUT = 10.0
#: the part of IPv6 that is allocated for global unicast (RFC 4291, 2.4)
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: networks that embed other addresses or are not allocated: Teredo and the rest of 2001::/23, 6to4,
#: documentation (RFC 9637), protocol assignments, 6to4 relays
_SPECIAL = (
    ipaddress.IPv6Network("2001::/23"),
    ipaddress.IPv6Network("2002::/16"),
    ipaddress.IPv6Network("3fff::/20"),
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
)


def is_public(address: Address) -> bool:
    """Return whether the address is globally reachable (IANA's special-purpose registries)."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return not any(address.version == special.version and address in special for special in _SPECIAL)


def resolve(host: str) -> list[Address]:
    """Return the addresses of a name in DNS. Raises OSError when it has none."""
    infos = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(address[0]) for *_, address in infos))


def tls_context() -> ssl.SSLContext:
    """Return a context that trusts the machine's certificate authorities, and those of requests."""
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context


@dataclass(frozen=True)
class Network:
    """Name resolution, address check and port; https on the internet by default."""

    resolve: Callable[[str], list[Address]] = resolve
    is_public: Callable[[Address], bool] = is_public
    port: int = 443

    @contextmanager
    def connected(self, host: str, seconds: float) -> Iterator[ssl.SSLSocket]:
        """Yield a TLS connection to `host` that is shut down after `seconds`.

        Raises FetchFailed if one of the name's addresses is not public, when no address accepts the
        connection, and for an invalid certificate. Reading and writing raise OSError after the shutdown.
        """
        plain = self._connect(host, seconds)
        with tls_context().wrap_socket(
            plain, server_hostname=host, do_handshake_on_connect=False, suppress_ragged_eofs=False
        ) as secured:
            # The time-out of a socket restarts with each byte; this timer does not.
            watchdog = Timer(seconds, _shut_down, [secured])
            watchdog.daemon = True
            watchdog.start()
            try:
                _handshake(secured, host)
                yield secured
            finally:
                watchdog.cancel()

    def _connect(self, host: str, seconds: float) -> socket.socket:
        for address in self._checked_addresses(host):
            with suppress(OSError):
                return socket.create_connection((str(address), self.port), min(SOCKET_TIMEOUT, seconds))
        raise FetchFailed(FetchProblem.NO_ANSWER, host)

    def _checked_addresses(self, host: str) -> list[Address]:
        try:
            addresses = self.resolve(host)
        except (OSError, UnicodeError):
            raise FetchFailed(FetchProblem.NO_ANSWER, host) from None
        if not all(map(self.is_public, addresses)):
            raise FetchFailed(FetchProblem.NOT_PUBLIC, host)
        return addresses


def _handshake(secured: ssl.SSLSocket, host: str) -> None:
    try:
        secured.do_handshake()
    except (ssl.SSLEOFError, TimeoutError):
        raise FetchFailed(FetchProblem.TOO_SLOW, host) from None
    except ssl.SSLError:
        raise FetchFailed(FetchProblem.NOT_SECURE, host) from None
    except OSError:
        raise FetchFailed(FetchProblem.NO_ANSWER, host) from None


def _shut_down(secured: ssl.SSLSocket) -> None:
    # Not SSLSocket.shutdown, which clears the SSL object that another thread reads from.
    with suppress(OSError):
        socket.socket.shutdown(secured, socket.SHUT_RDWR)
