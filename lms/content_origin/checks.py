"""System checks of the site's origin and the content origin."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning

from infrastructure.http.api import PLACEHOLDER, content_label, host_of

_A_LABEL = "0" * 32
#: a URL pattern that a header can carry; browsers decide whether it is a valid one
_PLACE = re.compile(r"(https?|\*)://[^\s\"\\]+")


@register
def check_origins(**kwargs: Any) -> list[CheckMessage]:
    """Return errors for settings under which a package could act as the person who plays it."""
    site, content = settings.SITE_ORIGIN, settings.CONTENT_ORIGIN
    messages: list[CheckMessage] = []
    for name, origin in (("SITE_ORIGIN", site), ("CONTENT_ORIGIN", content)):
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            messages.append(
                Error(
                    f"{name} is not an origin: {origin!r}.",
                    hint="Write scheme, host and port alone, as in https://larande.example.se.",
                    id="tracking.E001",
                )
            )
    if messages:
        return messages
    site_host = urlsplit(site).hostname or ""
    content_host = urlsplit(content.replace(PLACEHOLDER, _A_LABEL)).hostname or ""
    if host_of(site) == host_of(content) or site_host == content_host:
        messages.append(
            Error(
                "SITE_ORIGIN and CONTENT_ORIGIN have the same host.",
                hint="Packages are somebody else's JavaScript. Give them a host of their own, best of all "
                "https://p-{label}.content.example.se.",
                id="tracking.E002",
            )
        )
    elif site_host.endswith(f".{content_host}") or content_label(host_of(site)) is not None:
        messages.append(
            Error(
                f"The site ({site_host}) lies under a content host ({content_host}).",
                hint="A host may set cookies for those under it. Put packages under the site, or elsewhere.",
                id="tracking.E003",
            )
        )
    messages += [
        Error(
            f"CONTENT_LINKS has something that is no place to lead to: {place!r}.",
            hint="Write patterns such as https://www.1177.se or https://*.example.se; *://*:*/* is anywhere.",
            id="tracking.E004",
        )
        for place in settings.CONTENT_LINKS
        if not _PLACE.fullmatch(place)
    ]
    if site_host == "localhost" and content_host.endswith(".localhost"):
        messages.append(
            CheckWarning(
                "Browsers take localhost and the content host for two sites, and give packages no storage.",
                hint="Leave SITE_ORIGIN and CONTENT_ORIGIN out, or put both under a name such as "
                "narlara.localhost.",
                id="tracking.W002",
            )
        )
    if PLACEHOLDER not in content:
        messages.append(
            CheckWarning(
                "CONTENT_ORIGIN has no {label}: all packages share one origin and its storage.",
                hint="Where DNS and the certificate allow a wildcard, write {label} in the host.",
                id="tracking.W001",
            )
        )
    return messages
