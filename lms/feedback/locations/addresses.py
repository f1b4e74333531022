"""Addresses of pages as people read them."""

from __future__ import annotations

from django.utils.encoding import uri_to_iri


def readable_address(address: str) -> str:
    """Return a stored path with its letters written out: "/hälsa/" for "/h%C3%A4lsa/".

    It stays as it is where that would show characters which hide or turn text, such as those of direction.
    """
    readable = uri_to_iri(address)
    return readable if readable.isprintable() else address
