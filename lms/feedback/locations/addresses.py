"""Readable form of URL paths."""

from __future__ import annotations

from django.utils.encoding import uri_to_iri


def readable_address(address: str) -> str:
    """Return a stored path with percent-encoding decoded: "/hälsa/" for "/h%C3%A4lsa/".

    Return it unchanged if the result has unprintable characters, such as those that change text direction.
    """
    readable = uri_to_iri(address)
    return readable if readable.isprintable() else address
