"""How the caller of an import can stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import Package


class ImportGuard:
    """Follows an import. What either method raises ends the import, and nothing of it is left."""

    def check(self) -> None:
        """Be called before each file is stored."""

    def accept(self, package: Package) -> None:
        """Be called in the transaction that makes the package ready, after its last file."""
