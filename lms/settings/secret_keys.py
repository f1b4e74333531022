"""Strength of signing keys for production."""

from django.core.exceptions import ImproperlyConfigured

#: as Django's own deployment check security.W009 has them
MIN_LENGTH = 50
MIN_DIFFERENT_CHARACTERS = 5
INSECURE_PREFIX = "django-insecure-"


def require_strong_key(key: str) -> str:
    """Return the key; raise ImproperlyConfigured if it can be guessed."""
    if len(key) < MIN_LENGTH or len(set(key)) < MIN_DIFFERENT_CHARACTERS or key.startswith(INSECURE_PREFIX):
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak: it needs at least {MIN_LENGTH} random characters. Make one with "
            "`openssl rand -base64 48`, and put the former one into SECRET_KEY_FALLBACKS, so that printed "
            "certificates stay valid."
        )
    return key
