"""Validation of the host names that a package may fetch from."""

import ipaddress
import re
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from content_import.exceptions import HostRefused
from infrastructure.http.api import PLACEHOLDER

MAX_LENGTH = 253
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
#: top-level names that lead to this machine or to a network around it (RFC 6761, 6762, 8375, ICANN .internal)
PRIVATE = frozenset({"localhost", "local", "internal", "arpa", "test", "invalid", "example", "onion"})


def host_name(text_or_address: str) -> str:
    """Return a public host's name in ASCII and lower case, from a name or an https address.

    Raises HostRefused for an IP address, another port or scheme, a wildcard and a private name.
    """
    text = text_or_address.strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
        name = host.encode("idna").decode() if host else ""
    except ValueError:  # UnicodeError among them
        raise HostRefused(_not_a_host()) from None
    labels = name.split(".")
    is_name = len(labels) > 1 and len(name) <= MAX_LENGTH and all(map(LABEL.fullmatch, labels))
    if parts.scheme != "https" or port not in (None, 443) or parts.username or not is_name:
        raise HostRefused(_not_a_host())
    if _is_address(name) or labels[-1] in PRIVATE or _is_ours(name):
        raise HostRefused(_("Files can only be fetched from a public host, with https."))
    return name


def _not_a_host() -> str:
    return _("Write the name of one host, such as film.example.se.")


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    return name.rpartition(".")[2].isdigit()


def _is_ours(name: str) -> bool:
    """Return whether the name is the site's or the content hosts', or a parent domain of theirs."""
    site, content = urlsplit(settings.SITE_ORIGIN), urlsplit(settings.CONTENT_ORIGIN)
    packages = content.hostname or ""
    if PLACEHOLDER in packages:
        packages = packages.partition(PLACEHOLDER)[2].partition(".")[2]
    return any(
        name == domain or name.endswith(f".{domain}") for domain in (site.hostname, packages) if domain
    )
