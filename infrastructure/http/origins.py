"""The origins of the site and of packages.

A package is third-party JavaScript: it plays on an origin of its own and never on the site's
(docs/decisions/0001-content-origin.md).
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
LABEL = r"[0-9a-f]{32}"
PLACEHOLDER = "{label}"


def host_of(origin: str) -> str:
    """Return an origin's host and port as a browser writes them in the Host header."""
    parts = urlsplit(origin)
    return parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))


@lru_cache(maxsize=8)
def _content_pattern(content_origin: str) -> re.Pattern[str]:
    host = re.escape(host_of(content_origin)).replace(re.escape(PLACEHOLDER), f"(?P<label>{LABEL})")
    return re.compile(host)


def is_site_host(host: str) -> bool:
    """Return whether a Host header is that of the site."""
    return _without_default_port(host, settings.SITE_ORIGIN) == host_of(settings.SITE_ORIGIN)


def content_label(host: str) -> str | None:
    """Return the label of the package that plays on `host`.

    "" when one content host serves all packages, None when `host` is no content host.
    """
    origin = settings.CONTENT_ORIGIN
    match = _content_pattern(origin).fullmatch(_without_default_port(host, origin))
    if match is None:
        return None
    return match.groupdict().get("label") or ""


def content_origin(label: str) -> str:
    """Return the origin on which the package with this label plays."""
    return settings.CONTENT_ORIGIN.replace(PLACEHOLDER, label)


def is_loopback_address_of_site(host: str) -> bool:
    """Return whether `host` is 127.0.0.1 or localhost where the site has a name under localhost.

    Package origins are sub-domains of the site's name, and an IP address can have none.
    """
    site = urlsplit(settings.SITE_ORIGIN).hostname or ""
    is_local = site == "localhost" or site.endswith(".localhost")
    return is_local and host.rsplit(":", 1)[0].lower() in {"127.0.0.1", "[::1]", "localhost"}


def _without_default_port(host: str, origin: str) -> str:
    return host.lower().removesuffix(_DEFAULT_PORTS.get(urlsplit(origin).scheme, ""))
