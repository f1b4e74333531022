"""Signed links that confirm an e-mail address of one person, valid for some days."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.models import EmailChange

LINK_LIFETIME = dt.timedelta(days=3)
SALT = "lms.people.email"


def confirmation_url(change: EmailChange) -> str:
    """Return the absolute URL of the page that confirms the change."""
    path = reverse("account_email_confirm", args=[confirmation_token(change)])
    return f"{settings.SITE_ORIGIN}{path}"


def confirmation_token(change: EmailChange) -> str:
    """Return the signed token of the change."""
    return signing.dumps([change.person_id, change.address], salt=SALT)


def address_of(token: str, *, person: int) -> str:
    """Return the address that a token confirms; "" if it is expired, invalid or another person's."""
    try:
        owner, address = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        return ""
    return str(address) if owner == person else ""
