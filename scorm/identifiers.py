"""Normalisation of SCORM 2004 identifiers for comparison."""

from urllib.parse import unquote


def objective_identifier(written: str) -> str:
    """Return an objective's identifier, an xs:anyURI, decoded and with white space collapsed (CAM 5.1.7).

    "ob%20%20j" and " ob j " are the same objective. An identifier that is not UTF-8 when decoded, or has
    control characters, is returned as written.
    """
    collapsed = " ".join(written.split())
    try:
        decoded = " ".join(unquote(collapsed, errors="strict").split())
    except UnicodeDecodeError:
        return collapsed
    return decoded if decoded.isprintable() else collapsed
