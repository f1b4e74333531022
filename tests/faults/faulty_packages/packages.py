"""Faulty packages: a seed always gives the same one, with its faults and the finding that each must have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from content_import.enums import ProblemCode
from content_import.health.enums import FindingCode
from scorm.enums import PackageStandard
from tests.faults.faulty_packages import archive_faults, content_faults, manifest_faults  # noqa: F401 - they register theirs
from tests.faults.faulty_packages.drafts import ARCHIVE, CONTENT, MANIFEST, Draft, Fault

#: after these nothing more can be read
STOPPING = {ProblemCode.NOT_A_ZIP, ProblemCode.TOO_MANY_FILES, ProblemCode.ZIP_IN_ZIP}
#: most faults of one area in one package
MOST = 4


@dataclass(frozen=True)
class FaultyPackage:
    """An archive, the names of its faults, and the exact findings."""

    seed: int
    standard: PackageStandard
    faults: tuple[str, ...]
    data: bytes
    problems: frozenset[ProblemCode]
    warnings: frozenset[FindingCode]

    def __str__(self) -> str:
        return f"seed {self.seed} ({self.standard}): {', '.join(self.faults)}"


def every_fault() -> list[Fault]:
    return [*ARCHIVE, *MANIFEST, *CONTENT]


def sound_package(standard: PackageStandard) -> bytes:
    """Return what the faults are put into."""
    return Draft(random.Random(0), standard).build()  # noqa: S311 - not for secrets


def faulty_packages(count: int, *, seed: int = 0) -> Iterator[FaultyPackage]:
    """Yield packages: each fault by itself in each standard it has, then in combinations."""
    alone = [(fault, standard) for fault in every_fault() for standard in fault.standards]
    for number in range(seed, seed + count):
        rng = random.Random(number)  # noqa: S311 - not for secrets
        if number < len(alone):
            fault, standard = alone[number]
            yield make(number, rng, standard, [fault])
        else:
            standard = rng.choice(list(PackageStandard))
            yield make(number, rng, standard, combination(rng, standard))


def combination(rng: random.Random, standard: PackageStandard) -> list[Fault]:
    """Choose faults that can all be seen in one package."""
    chosen: list[Fault] = []
    for area in rng.sample([ARCHIVE, MANIFEST], k=rng.randint(1, 2)):
        chosen += of_area(rng, area, standard)
    stopping = next((fault for fault in chosen if fault.code in STOPPING), None)
    return [stopping] if stopping else chosen


def of_area(rng: random.Random, area: list[Fault], standard: PackageStandard) -> list[Fault]:
    possible = [fault for fault in area if standard in fault.standards]
    first = rng.choice(possible)
    if first.is_alone:
        return [first]
    beside = [fault for fault in possible if not fault.is_alone and fault is not first]
    return [first, *rng.sample(beside, k=rng.randint(0, MOST - 1))]


def make(seed: int, rng: random.Random, standard: PackageStandard, faults: list[Fault]) -> FaultyPackage:
    draft = Draft(rng, standard)
    for fault in faults:
        fault.apply(draft)
    codes = {fault.code for fault in faults}
    return FaultyPackage(
        seed=seed,
        standard=standard,
        faults=tuple(fault.name for fault in faults),
        data=draft.build(),
        problems=frozenset(code for code in codes if isinstance(code, ProblemCode)),
        warnings=frozenset(code for code in codes if isinstance(code, FindingCode)),
    )
