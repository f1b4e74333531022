"""Codes of certificates: the number of the completion and a keyed digest of what the certificate says."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

from lms.records.models import Completion


def verification_code(completion: Completion) -> str:
    """Return the code of a completion; its digest includes the name at completion."""
    return _code(completion, f"2:{_identity(completion)}:{completion.person_name}")


def legacy_verification_code(completion: Completion) -> str:
    """Return the code as it was printed before names were stored: its digest has no name."""
    return _code(completion, _identity(completion))


def completion_with_code(code: str) -> Completion | None:
    """Return the completion whose certificate carries `code`, or None when there is no such certificate.

    A legacy code is accepted only where the name was recorded later, which is where it can be printed.
    """
    code = code.strip().upper()
    number, _dash, _digest = code.partition("-")
    if not number.isdecimal() or len(number) > 15:
        return None
    found = Completion.objects.select_related("person", "module_version").filter(pk=int(number)).first()
    if found is None:
        return None
    if constant_time_compare(verification_code(found), code):
        return found
    if found.name_recorded_later and constant_time_compare(legacy_verification_code(found), code):
        return found
    return None


def _identity(completion: Completion) -> str:
    return f"{completion.pk}:{completion.attempt_uuid}:{completion.person_id}:{completion.module_version_id}"


def _code(completion: Completion, message: str) -> str:
    key = hashlib.sha256(f"certificate:{settings.SECRET_KEY}".encode()).digest()
    digest = base64.b32encode(hmac.new(key, message.encode(), hashlib.sha256).digest()).decode()
    return f"{completion.pk}-{digest[:4]}-{digest[4:8]}"
