"""What an archive may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.conf import settings

#: a file this small may be as regular as it likes; a page of one colour is no attack
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
        """How much of an archive may be read at once: its table of contents, which zipfile reads whole."""
        return max(self.max_members * DIRECTORY_BYTES_PER_MEMBER, 256 * 1024)
