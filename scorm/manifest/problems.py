"""Faults of manifests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class ManifestFault(StrEnum):
    """A kind of fault."""

    XML_BROKEN = "xml_broken"
    XML_DTD = "xml_dtd"
    NOT_A_MANIFEST = "not_a_manifest"
    UNKNOWN_STANDARD = "unknown_standard"
    NO_ORGANIZATION = "no_organization"
    EMPTY_ORGANIZATION = "empty_organization"
    NOTHING_TO_LAUNCH = "nothing_to_launch"
    NO_IDENTIFIER = "no_identifier"
    IDENTIFIER_TWICE = "identifier_twice"
    IDENTIFIER_TOO_LONG = "identifier_too_long"
    RESOURCE_MISSING = "resource_missing"
    RESOURCE_IN_SUB_MANIFEST = "resource_in_sub_manifest"
    NO_LAUNCH = "no_launch"
    LAUNCH_OUTSIDE = "launch_outside"
    LAUNCH_MISSING = "launch_missing"
    LAUNCH_TOO_LONG = "launch_too_long"
    BAD_NUMBER = "bad_number"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"
    SEQUENCING_MISSING = "sequencing_missing"


@dataclass(frozen=True)
class ManifestProblem:
    """One fault: `where` is the place in the manifest, `values` are those of its message."""

    fault: ManifestFault
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class ManifestRefused(Exception):
    """A manifest that cannot be read, with all the problems that were found."""

    def __init__(self, problems: Iterable[ManifestProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.fault for problem in self.problems))

    @classmethod
    def of(cls, fault: ManifestFault, where: str = "", **values: object) -> Self:
        """Return the refusal for one fault."""
        return cls([ManifestProblem(fault, where, values)])
