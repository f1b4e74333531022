"""What stops an import."""

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
    """One fault: `message` is a full sentence in the language that was active, `where` the place."""

    code: ProblemCode
    message: str
    where: str = ""

    @classmethod
    def of(cls, code: ProblemCode, where: str = "", **values: object) -> Problem:
        """Fill the code's sentence with `where` (made printable) and the other `values`."""
        shown = {name: printable(str(value)) for name, value in {"where": where, **values}.items()}
        return cls(code, str(code.label) % shown, where)

    @classmethod
    def of_manifest(cls, problem: ManifestProblem) -> Problem:
        """Return a problem of the manifest with its sentence."""
        values = dict(problem.values)
        if "low" in values:
            values["range"] = _("from %(low)s to %(high)s") % values
        return cls.of(ProblemCode(problem.fault.value), problem.where, **values)


def printable(text: str, longest: int = 120) -> str:
    """Return `text` without control characters and not longer than a sentence bears."""
    clipped = text[: longest + 1]
    unseen = ("C", "Zl", "Zp")  # Unicode's categories of controls, line and paragraph separators
    clean = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char).startswith(unseen) else char
        for char in clipped
    )
    return clean if len(clean) <= longest else f"{clean[:longest]}…"


class ContentImportError(Exception):
    """Something that came in could not be taken."""


class PackageRefused(ContentImportError):
    """A package that can't be imported, with every problem that was found. Nothing of it is left."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))

    @property
    def is_being_imported(self) -> bool:
        """True when the same archive is being imported at the same time, and nothing else is wrong."""
        return {problem.code for problem in self.problems} == {ProblemCode.BEING_IMPORTED}


class PackageKnown(ContentImportError):
    """The archive has been imported before, as `package`. Nothing new is stored."""

    def __init__(self, package: Package) -> None:
        self.package = package
        super().__init__(_("This file is already imported, as “%(package)s”.") % {"package": package})


class MemberRefused(ContentImportError):
    """A member of an archive that must not be read further."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


class ArchiveTooLarge(MemberRefused):
    """The limit is the archive's: reading on is pointless."""


class UpgradeRefused(ContentImportError):
    """A page that can't be given a new version now: it is a draft, has changes, or has it already."""


class ChangeRefused(ContentImportError):
    """A change that can't be published as it was shown: the page or its module has changed since."""


class CorrectionRefused(ContentImportError):
    """A change of steps, packages or rules, which those in the middle can't be given as a correction."""


class OverrideRefused(ContentImportError):
    """A check can only be overridden by a site administrator, who says why."""


class HostRefused(ContentImportError):
    """A host that can't be requested or allowed. Its text says why."""


class FetchFailed(ContentImportError):
    """A file of another host that can't be put in a package: `problem` says why, `where` which."""

    def __init__(self, problem: FetchProblem, where: str) -> None:
        self.problem, self.where = problem, where
        super().__init__(f"{problem}: {where}")


class FetchSuperseded(ContentImportError):
    """The run of a fetch that another run has taken over, or that somebody has ended."""

    def __init__(self, fetch: HostFetch) -> None:
        super().__init__(f"fetch {fetch.pk} is no longer this run's")


class PackageInUse(ContentImportError):
    """A package that can't be deleted, since a module or somebody's attempt has it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        super().__init__(
            _("“%(title)s” is part of a module or of what somebody has taken, so it must stay.")
            % {"title": package.title}
        )
