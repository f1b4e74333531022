"""Encryption of reflections with a key that is derived from the site's secret key."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

#: the purpose of the key: other keys that are derived from the same secret differ
PURPOSE = b"lms.reflections, 1"
NONCE_BYTES = 12
KEY_BYTES = 32


class Unreadable(Exception):
    """A reflection cannot be decrypted: the secret key was changed and the former one is not kept."""


def encrypt(values: Mapping[str, str], place: Sequence[str]) -> bytes:
    """Return nonce and ciphertext (AES-256-GCM) of texts, bound to `place`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = json.dumps(dict(values)).encode()
    return nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, plain, _bound(place))


def decrypt(sealed: bytes, place: Sequence[str]) -> dict[str, str]:
    """Return what `encrypt` was given, by the present secret key or a former one. Raises Unreadable."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(secret)).decrypt(nonce, ciphertext, _bound(place))
        except (InvalidTag, ValueError):
            continue
        values: dict[str, str] = json.loads(plain)
        return values
    raise Unreadable


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode())


def _bound(place: Sequence[str]) -> bytes:
    return json.dumps(list(place)).encode()
