"""Response headers that restrict what a package's pages may do and connect to."""

from collections.abc import Collection

from django.conf import settings


def content_policy(hosts: Collection[str] = ()) -> str:
    """Return the CSP of a package's files; `hosts` are those that it may show files from.

    Within their origin everything is allowed (real packages are full of inline script and eval); they may
    connect to their own origin alone, and be framed by themselves and the site alone. From other hosts only
    images, media and fonts are allowed, over https.
    """
    policy = (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
        "connect-src 'self' data: blob:; form-action 'self'; base-uri 'self'; object-src 'self'; "
        f"frame-ancestors 'self' {settings.SITE_ORIGIN}"
    )
    if hosts:
        sources = " ".join(f"https://{host}" for host in hosts)
        policy += "".join(f"; {kind}-src 'self' data: blob: {sources}" for kind in ("img", "media", "font"))
    return policy


def h5p_policy(hosts: Collection[str] = (), *, evaluates: bool = False) -> str:
    """Return the CSP of the page of H5P content; `evaluates` allows code that is compiled from text.

    H5P's core and most types insert script and style elements. No frames of others, no plug-ins, no forms.
    """
    compiled = " 'unsafe-eval'" if evaluates else ""
    shown = " ".join(["'self' data: blob:", *(f"https://{host}" for host in hosts)])
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-inline'{compiled}; "
        f"style-src 'self' 'unsafe-inline'; img-src {shown}; media-src {shown}; font-src 'self' data:; "
        "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'self'; "
        f"frame-ancestors 'self' {settings.SITE_ORIGIN}"
    )


def shell_policy() -> str:
    """Return the CSP of the player's shell: our files and the package's frame, framed by the site."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; "
        f"frame-ancestors {settings.SITE_ORIGIN}"
    )


def connection_allowlist(hosts: Collection[str] = ()) -> str:
    """Return the header for connections that a CSP does not restrict (WICG Connection Allowlists).

    It closes WebRTC always, and DNS prefetch, preconnect and opened windows to other places than
    CONTENT_LINKS. Pages that content creates itself, and the shell, whose realm it can enter, have the same.
    Browsers without support for the header have only the CSP.
    """
    allowed = [*settings.CONTENT_LINKS, *(f"https://{host}/*" for host in hosts)]
    places = " ".join(f'"{place}"' for place in allowed)
    return f"(response-origin {places})".replace(" )", ")")
