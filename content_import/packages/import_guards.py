"""Guards, by which the caller of an import can stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.api import Package


class ImportGuard:
    """Callbacks of an import. An exception in either ends the import, which then stores nothing."""

    def check(self) -> None:
        """Check whether the import may go on. Called before each file is stored."""

    def accept(self, package: Package) -> None:
        """Check the complete package. Called after its last file, in the transaction that makes it ready."""
