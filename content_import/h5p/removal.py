"""Removal of an installed H5P library that nothing uses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from content_import.enums import ProblemCode
from content_import.exceptions import ContentImportError, PackageRefused, Problem
from content_import.h5p.installing import INSTALL_LOCK, remove_unfinished_installations
from content_import.h5p.library_use import library_list
from content_import.packages.locks import import_lock
from content_import.packages.permissions import require_site_administrator
from lms.h5p.api import H5PLibrary
from people.api import Action, Change, LogEntry, Person


class LibraryInUse(ContentImportError):
    """Raised for a library that content or another library needs."""

    def __init__(self, library: H5PLibrary) -> None:
        super().__init__(
            _("%(library)s is used by packages or by other libraries, so it must stay.")
            % {"library": library}
        )


@dataclass(frozen=True, kw_only=True)
class RemoveLibrary(Action[None]):
    """Remove an installed library. Raises LibraryInUse and, during an installation, PackageRefused."""

    audit = "wagtail.delete"

    library: H5PLibrary

    def check(self, by: Person) -> None:
        require_site_administrator(by)

    def run(self) -> None:
        """Run, and remove the files once that is committed. Raises RuntimeError in a transaction.

        A removal that is killed in between is completed by the next installation, and by `manage.py sweep`.
        """
        with import_lock(INSTALL_LOCK) as is_held:
            if not is_held:
                raise PackageRefused([Problem.of(ProblemCode.H5P_BEING_INSTALLED)])
            with transaction.atomic(durable=True):
                super().run()
            remove_unfinished_installations()

    def execute(self) -> Change[None]:
        use = library_list().use_of(self.library)
        if use is not None and use.is_used:
            raise LibraryInUse(self.library)
        self.library.is_ready = False
        self.library.save(update_fields=["is_ready"])
        return Change(None, [LogEntry(self.library, options={"deleted": True})])
