"""Keys of rows in requests: in their texts and in the addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest
from django.utils.deprecation import MiddlewareMixin

#: no key is longer; Python refuses to read a number of more than 4,300 digits
KEY_DIGITS = 18
#: no text in an address of ours is longer
MAX_CHARACTERS = 4_000


def key_in(text: str) -> int:
    """Return the key that a text of a request is; 0, which no row has, for any other text."""
    is_key = text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS
    return int(text) if is_key else 0


class AddressedKeysMiddleware(MiddlewareMixin):
    """Answers with 404 to an address with a number that no database can compare with its keys."""

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> None:
        for value in (*args, *kwargs.values()):
            is_too_large = isinstance(value, int) and value >= 10**KEY_DIGITS
            if is_too_large or (isinstance(value, str) and len(value) > MAX_CHARACTERS):
                raise Http404
