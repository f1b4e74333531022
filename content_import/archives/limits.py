"""Limits of archives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.conf import settings

#: files up to this size may have any compression ratio, such as a picture of one colour
RATIO_FREE_BYTES = 1024**2
MANIFEST_MAX_BYTES = 4 * 1024**2
#: a member's part of the archive's table of contents (PKWARE APPNOTE 4.3.12: 46 bytes and its names)
DIRECTORY_BYTES_PER_MEMBER = 256


@dataclass(frozen=True)
class Limits:
    """The deployment's limits for one archive."""

    max_bytes: int
    max_members: int
    max_ratio: int

    @classmethod
    def from_settings(cls) -> Self:
        return cls(settings.PACKAGE_MAX_BYTES, settings.PACKAGE_MAX_MEMBERS, settings.PACKAGE_MAX_RATIO)

    @property
    def max_directory_bytes(self) -> int:
        """Return the limit of one read: that of the archive's directory, which zipfile reads at once."""
        return max(self.max_members * DIRECTORY_BYTES_PER_MEMBER, 256 * 1024)
