"""Identifiers of SCORM 2004 as they are compared."""

from __future__ import annotations

from urllib.parse import unquote


def objective_identifier(written: str) -> str:
    """Return an objective's identifier, an xs:anyURI, decoded and with white space collapsed (CAM 5.1.7).

    "ob%20%20j" and " ob j " name the same objective. What is no UTF-8 when decoded, or has control
    characters, stays as it was written.
    """
    collapsed = " ".join(written.split())
    try:
        decoded = " ".join(unquote(collapsed, errors="strict").split())
    except UnicodeDecodeError:
        return collapsed
    return decoded if decoded.isprintable() else collapsed
