"""Keys with which a learner's browser encrypts unsent commits (static/js/player/sending/sealing.js)."""

from __future__ import annotations

import base64

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "lms.tracking.device"


def device_keys(person_id: int) -> list[str]:
    """Return the account's keys in base64: the current one, then those of the former secrets.

    The same at every launch, so that a later one can read the unsent commits of an earlier one. Sent to
    launches of that person alone.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_key(person_id, secret) for secret in secrets]


def _key(person_id: int, secret: str | bytes) -> str:
    digest = salted_hmac(_SALT, str(person_id), secret=secret, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()
