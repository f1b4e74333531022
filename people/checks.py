"""System checks of trusted proxies and the mail server."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

from infrastructure.http.api import parse_networks

#: the widest network, by IP version, that plausibly holds proxies alone
WIDEST = {4: 16, 6: 48}
EMAIL_SECURITY = frozenset({"starttls", "tls", "none"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@register(Tags.security)
def check_trusted_proxies(**kwargs: Any) -> list[CheckMessage]:
    """Report trusted proxies that are no addresses, or networks so wide that clients are in them."""
    try:
        networks = parse_networks(settings.TRUSTED_PROXIES)
    except ValueError as error:
        return [
            Error(
                f"TRUSTED_PROXIES has something that is no address or network: {error}.",
                hint="Write the proxies' addresses by commas, as in 127.0.0.1,10.20.0.0/28.",
                id="people.E001",
            )
        ]
    return [
        Error(
            f"TRUSTED_PROXIES trusts {network}, and so also clients that make up an address.",
            hint="Name the proxies alone: whoever is trusted chooses the address that limits count by.",
            id="people.E002",
        )
        for network in networks
        if network.prefixlen < WIDEST[network.version]
    ]


@register(Tags.security, deploy=True)
def check_proxies_are_named(**kwargs: Any) -> list[CheckMessage]:
    """Warn if all clients would share the proxy's address."""
    if settings.TRUSTED_PROXIES:
        return []
    return [
        CheckWarning(
            "TRUSTED_PROXIES is empty: behind a proxy all clients share its address and its limits, and one "
            "of them can lock everybody out.",
            hint="Write the address from which the proxy connects, as in TRUSTED_PROXIES=127.0.0.1.",
            id="people.W001",
        )
    ]


@register(Tags.security)
def check_mail_server(**kwargs: Any) -> list[CheckMessage]:
    """Report a mail server without a sender, and unencrypted e-mail to another machine."""
    if not settings.EMAIL_HOST:
        return []
    errors: list[CheckMessage] = []
    if not settings.DEFAULT_FROM_EMAIL:
        hint = "Write the address that e-mail comes from, as in EMAIL_FROM=narlara@kommunen.se."
        errors.append(Error("EMAIL_HOST is set and EMAIL_FROM is not.", hint=hint, id="people.E003"))
    if settings.EMAIL_SECURITY not in EMAIL_SECURITY:
        hint = f"One of {', '.join(sorted(EMAIL_SECURITY))}."
        errors.append(Error("EMAIL_SECURITY is not one that is known.", hint=hint, id="people.E004"))
    elif settings.EMAIL_SECURITY == "none" and settings.EMAIL_HOST not in LOOPBACK:
        hint = "Use starttls or tls; none is for a server on this machine."
        errors.append(Error("E-mail would be sent in the clear.", hint=hint, id="people.E005"))
    return errors
