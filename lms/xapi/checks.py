"""System checks of the settings of the record store."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from lms.xapi.enums import ActorNaming

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@register()
def check_record_store(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that the endpoint uses TLS, and that credentials are not part of the URL."""
    if not settings.XAPI_ENDPOINT:
        return []
    checks: list[CheckMessage] = []
    parts = urlsplit(settings.XAPI_ENDPOINT)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        hint = "Use https://; plain http:// is for a store on this machine."
        checks.append(Error("XAPI_ENDPOINT sends results in the clear.", hint=hint, id="xapi.E001"))
    if parts.username or parts.query or parts.fragment:
        hint = "Set XAPI_USERNAME and XAPI_PASSWORD, and let the endpoint be an address alone."
        checks.append(Error("XAPI_ENDPOINT holds more than an address.", hint=hint, id="xapi.E002"))
    if settings.XAPI_ACTOR not in ActorNaming.values:
        hint = f"One of {', '.join(ActorNaming.values)}."
        checks.append(Error("XAPI_ACTOR is not a naming we know.", hint=hint, id="xapi.E003"))
    if not settings.XAPI_USERNAME:
        checks.append(
            Caution("Statements are sent without a password.", hint="XAPI_USERNAME", id="xapi.W001")
        )
    return checks
