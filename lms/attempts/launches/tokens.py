"""Signed tokens and file prefixes in paths of the content origin, which no cookie reaches.

A launch token is made for one launch by one person and opens nothing else; a package's file prefix is the
same for everybody for a week, so that a phone's cache serves the second launch
(docs/decisions/0002-launch-token.md).
"""

import base64
import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from lms.attempts.enums import LaunchKind
from lms.attempts.exceptions import TokenRefused

_LAUNCH_SALT = "lms.tracking.launch"
_FILES_SALT = "lms.tracking.files"

#: reviews and previews record nothing and have no launch that sign-out could end
LIFETIMES = {
    LaunchKind.RECORD: dt.timedelta(hours=24),
    LaunchKind.REVIEW: dt.timedelta(hours=2),
    LaunchKind.PREVIEW: dt.timedelta(hours=2),
    LaunchKind.TRIAL: dt.timedelta(minutes=10),
}


@dataclass(frozen=True)
class LaunchToken:
    """The content of a token whose signature has been checked."""

    kind: LaunchKind
    #: the launch's UUID; for a review the package attempt's key, for a preview or trial the package's key
    subject: str
    #: the language of the shell's texts
    language: str

    @property
    def launch(self) -> UUID:
        """The launch to be recorded. Raises TokenRefused for a token that records nothing."""
        if self.kind != LaunchKind.RECORD:
            raise TokenRefused
        return UUID(self.subject)

    def sign(self) -> str:
        """Return the signed token for a path."""
        return signing.dumps([self.kind.value, self.subject, self.language], salt=_LAUNCH_SALT)


def read_token(text: str) -> LaunchToken:
    """Return a parsed token. Raises TokenRefused when it is altered, expired or has no valid subject."""
    try:
        kind, subject, language = signing.loads(text, salt=_LAUNCH_SALT, max_age=LIFETIMES[LaunchKind.RECORD])
        token = LaunchToken(LaunchKind(kind), str(subject), str(language))
        if token.kind != LaunchKind.RECORD:
            signing.loads(text, salt=_LAUNCH_SALT, max_age=LIFETIMES[token.kind])
        key_of = UUID if token.kind == LaunchKind.RECORD else int
        key_of(token.subject)  # raises ValueError for what is no key
    except (signing.BadSignature, ValueError, TypeError):
        raise TokenRefused from None
    return token


def week_of(moment: dt.datetime) -> int:
    """Return the number of the week since 1970 (weeks begin on Thursdays)."""
    return int(moment.timestamp()) // (7 * 86_400)


def _files_signature(label: str, week: int) -> str:
    return signing.Signer(salt=_FILES_SALT).signature(f"{label}/{week}")


def file_prefix(label: str) -> str:
    """Return the path of a package's files this week, ending with a slash."""
    week = week_of(timezone.now())
    return f"/f/{label}/{week}/{_files_signature(label, week)}/"


def h5p_prefix(label: str) -> str:
    """Return the path of the page of H5P content this week; its libraries are below it."""
    return f"/h{file_prefix(label).removeprefix('/f')}"


def opens_files(label: str, week: int, signature: str) -> bool:
    """Return whether a prefix is of this week or the last, and signed by us."""
    this_week = week_of(timezone.now())
    return week in {this_week, this_week - 1} and constant_time_compare(
        signature, _files_signature(label, week)
    )


_SALT = "lms.tracking.device"


def device_keys(person_id: int) -> list[str]:
    """Return the account's keys in base64: the current one, then those of the former secrets.

    The same at every launch, so that a later one can read the unsent commits of an earlier one. Sent to
    launches of that person alone.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_key(person_id, secret) for secret in secrets]


def _key(person_id: int, secret: str | bytes) -> str:
    digest = salted_hmac(_SALT, str(person_id), secret=secret, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()
