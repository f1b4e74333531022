"""Codes of certificates: the key of the completion and a keyed digest of the content of the certificate."""

import base64
import hashlib
import hmac
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare

from lms.records.api import CertificateIssue, Completion


class CertificateMatch(NamedTuple):
    """The completion and issue of a code; no issue for the certificate in the name at completion."""

    completion: Completion
    issue: CertificateIssue | None


def verification_code(completion: Completion) -> str:
    """Return the code of a completion; its digest includes the name at completion."""
    return _code(str(completion.pk), _message(completion), settings.SECRET_KEY)


def legacy_verification_code(completion: Completion) -> str:
    """Return the code in the format used before names were stored: its digest excludes the name."""
    return _code(str(completion.pk), _identity(completion), settings.SECRET_KEY)


def issue_code(issue: CertificateIssue) -> str:
    """Return the code of a later issue, which includes its number."""
    return _code(_issue_label(issue), _issue_message(issue), settings.SECRET_KEY)


def certificate_with_code(code: str) -> CertificateMatch | None:
    """Return the certificate with `code`, or None.

    A legacy code is accepted only if the name was recorded later, since only then can it have been printed. A
    code of a former secret key is accepted while the key is in SECRET_KEY_FALLBACKS.
    """
    code = code.strip().upper()
    number, _dash, _digest = code.partition("-")
    number, dot, issue_number = number.partition(".")
    if not _is_number(number, 15) or (dot and not _is_number(issue_number, 4)):
        return None
    completion = Completion.objects.select_related("person", "module_version").filter(pk=int(number)).first()
    if completion is None:
        return None
    if dot:
        issue = completion.issues.filter(number=int(issue_number)).first()
        is_right = issue is not None and _is_code(code, _issue_label(issue), _issue_message(issue))
        return CertificateMatch(completion, issue) if is_right else None
    if _is_code(code, str(completion.pk), _message(completion)):
        return CertificateMatch(completion, None)
    if completion.name_recorded_later and _is_code(code, str(completion.pk), _identity(completion)):
        return CertificateMatch(completion, None)
    return None


def _is_number(text: str, digits: int) -> bool:
    return text.isdecimal() and len(text) <= digits


def _identity(completion: Completion) -> str:
    return f"{completion.pk}:{completion.attempt_uuid}:{completion.person_id}:{completion.module_version_id}"


def _message(completion: Completion) -> str:
    return f"2:{_identity(completion)}:{completion.person_name}"


def _issue_label(issue: CertificateIssue) -> str:
    return f"{issue.completion.pk}.{issue.number}"


def _issue_message(issue: CertificateIssue) -> str:
    return f"3:{_identity(issue.completion)}:{issue.number}:{issue.name}"


def _is_code(code: str, label: str, message: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_code(label, message, key), code) for key in keys)


def _code(label: str, message: str, secret_key: str) -> str:
    key = hashlib.sha256(f"certificate:{secret_key}".encode()).digest()
    digest = base64.b32encode(hmac.new(key, message.encode(), hashlib.sha256).digest()).decode()
    return f"{label}-{digest[:4]}-{digest[4:8]}"
