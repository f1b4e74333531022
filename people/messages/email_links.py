"""The link that confirms an e-mail address: signed, for one address of one person, and for some days."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.models import EmailChange

LINK_LIFETIME = dt.timedelta(days=3)
SALT = "lms.people.email"


def confirmation_url(change: EmailChange) -> str:
    """Return the whole address of the page that confirms the change."""
    path = reverse("account_email_confirm", args=[confirmation_token(change)])
    return f"{settings.SITE_ORIGIN}{path}"


def confirmation_token(change: EmailChange) -> str:
    """Return what a link holds of the change."""
    return signing.dumps([change.person_id, change.address], salt=SALT)


def address_of(token: str, *, person: int) -> str:
    """Return the address that a link confirms; "" for a link that is too old, not ours or another's."""
    try:
        of, address = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        return ""
    return str(address) if of == person else ""
