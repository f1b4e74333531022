"""The address of the client, read from `X-Forwarded-For` only where a trusted proxy has written it."""

import ipaddress
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(entries: Iterable[str]) -> list[Network]:
    """Return the networks of a setting; raise ValueError with the entry that is none."""
    networks = []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip()))
        except ValueError as error:
            raise ValueError(entry) from error
    return networks


def parse_address(text: str) -> Address | None:
    """Return an address, with or without brackets and port; None if it is malformed."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            return None
        return address.ipv4_mapped or address
    return address


def network_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = parse_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed or address)


def client_address(peer: str, forwarded_for: str, trusted: Iterable[Network]) -> str:
    """Return the address nearest to the server that no trusted proxy has.

    Each trusted proxy appends the address that it was connected from, so the header is read from the right:
    entries further left may be forged. What is behind a malformed entry is unknown, and the client counts as
    the proxy that passed the entry on.
    """
    networks = list(trusted)
    address = parse_address(peer)
    if address is None:
        return peer
    for entry in reversed(forwarded_for.split(",")):
        if not any(address in network for network in networks):
            break
        nearer = parse_address(entry)
        if nearer is None:
            break
        address = nearer
    return str(address)


class ClientAddressMiddleware:
    """Middleware that sets `REMOTE_ADDR`, which limits and logs use, to the client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        try:
            self.trusted = parse_networks(settings.TRUSTED_PROXIES)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"TRUSTED_PROXIES has something that is no address or network: {error}."
            ) from error

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace the address of the connection by the client's."""
        request.META["REMOTE_ADDR"] = client_address(
            request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""), self.trusted
        )
        return self.get_response(request)
