"""Tickets for the editor's service: what is permitted to whom, signed, valid for a minute and for one use.

A ticket is the payload as JSON and its HMAC-SHA256, both in base64url (services/h5p/tickets.js reads it).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from enum import StrEnum

from django.conf import settings

LIFETIME = 60


class TicketAction(StrEnum):
    """What a ticket permits."""

    OPEN = "open"
    EDIT = "edit"
    EXPORT = "export"
    CLOSE = "close"


def make_ticket(action: TicketAction, *, person: int, package: str, **values: str) -> str:
    """Return a ticket for a person and a package's label, "" for new content."""
    payload = {
        **values,
        "action": action,
        "person": person,
        "package": package,
        "nonce": secrets.token_hex(16),
        "expires": time.time() + LIFETIME,
    }
    text = _encoded(json.dumps(payload).encode())
    signature = hmac.new(settings.H5P_EDITOR_SECRET.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{_encoded(signature)}"


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
