"""Exceptions of content imports."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from content_import.enums import ProblemCode
from scorm.api import ManifestProblem

if TYPE_CHECKING:
    from content_import.hosts.enums import FetchProblem
    from content_import.hosts.models import HostFetch
    from courses.api import Package


@dataclass(frozen=True)
class Problem:
    """A fault: `message` is a full sentence in the active language, `where` the place."""

    code: ProblemCode
    message: str
    where: str = ""

    @classmethod
    def of(cls, code: ProblemCode, where: str = "", **values: object) -> Problem:
        """Return a problem whose message has `where` (made printable) and the other `values`."""
        texts = {name: printable(str(value)) for name, value in {"where": where, **values}.items()}
        return cls(code, str(code.label) % texts, where)

    @classmethod
    def of_manifest(cls, problem: ManifestProblem) -> Problem:
        """Return the problem of a manifest."""
        values = dict(problem.values)
        if "low" in values:
            values["range"] = _("from %(low)s to %(high)s") % values
        return cls.of(ProblemCode(problem.fault.value), problem.where, **values)


def printable(text: str, longest: int = 120) -> str:
    """Return `text` without control characters, cut after `longest` characters."""
    clipped = text[: longest + 1]
    unprintable = ("C", "Zl", "Zp")  # Unicode's categories of controls, line and paragraph separators
    clean = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char).startswith(unprintable) else char
        for char in clipped
    )
    return clean if len(clean) <= longest else f"{clean[:longest]}…"


class ContentImportError(Exception):
    """Base class of the exceptions of content imports."""


class PackageRefused(ContentImportError):
    """Raised for a package that can't be imported, with all its problems. Nothing is stored."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))

    @property
    def is_being_imported(self) -> bool:
        """True when the only problem is that the same archive is being imported at the same time."""
        return {problem.code for problem in self.problems} == {ProblemCode.BEING_IMPORTED}


class PackageAlreadyImported(ContentImportError):
    """Raised for an archive that is already imported as `package`. Nothing is stored."""

    def __init__(self, package: Package) -> None:
        self.package = package
        super().__init__(_("This file is already imported, as “%(package)s”.") % {"package": package})


class FilesLost(ContentImportError):
    """Raised for a package or an H5P library whose stored files are missing or damaged, with what to do."""


class MemberRefused(ContentImportError):
    """Raised for a member of an archive that must not be read further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


class ArchiveTooLarge(MemberRefused):
    """Raised when a limit of the whole archive is exceeded."""


class UpgradeRefused(ContentImportError):
    """Raised for a page that is a draft, has unpublished changes or already has the new version."""


class ChangeRefused(ContentImportError):
    """Raised for a change that can't be published as shown, since its page or module has changed."""


class CorrectionRefused(ContentImportError):
    """Raised for a change of steps, packages or rules, which can't be published as a correction."""


class OverrideRefused(ContentImportError):
    """Raised for an override without a reason."""


class HostRefused(ContentImportError):
    """Raised for a host that can't be requested or allowed, with the reason as message."""


class FetchFailed(ContentImportError):
    """Raised for a file that can't be copied into a package: `problem` is the cause, `where` the file."""

    def __init__(self, problem: FetchProblem, where: str) -> None:
        self.problem, self.where = problem, where
        super().__init__(f"{problem}: {where}")


class FetchSuperseded(ContentImportError):
    """Raised in a run whose fetch was taken over by another run, or was ended."""

    def __init__(self, fetch: HostFetch) -> None:
        super().__init__(f"fetch {fetch.pk} is no longer this run's")


class PackageInUse(ContentImportError):
    """Raised for a package that can't be deleted, since a module or an attempt uses it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        super().__init__(
            _("“%(title)s” is part of a module or of what somebody has taken, so it must stay.")
            % {"title": package.title}
        )


class QuestionImportRefused(ContentImportError):
    """Raised for an import of questions that can't be continued or undone, with the reason as a sentence."""


class MaterialRefused(ContentImportError):
    """Raised for an import of material that can't start or be undone, with the reason as message."""
