"""The plan of an import: all files and all problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from content_import.archives.archive import MANIFEST_MAX_BYTES, PackageArchive
from content_import.archives.passages import ItemPassage
from content_import.enums import ProblemCode
from content_import.exceptions import MemberRefused, PackageRefused, Problem
from courses.api import PackageKind
from scorm.api import Manifest, ManifestRefused, parse_manifest

MANIFEST_NAME = "imsmanifest.xml"


@dataclass(frozen=True)
class ImportPlan:
    """The result of reading an archive; `manifest` is None when there are problems."""

    problems: tuple[Problem, ...]
    manifest: Manifest | None = None
    digest: str = ""
    #: the members to store: path in the package -> name in the archive
    files: dict[str, str] = field(default_factory=dict)
    total_bytes: int = 0
    #: the only sub-folder with a manifest, if the top has none
    suggested_root: str = ""
    kind: PackageKind = PackageKind.SCORM
    #: what whoever imports it should know, as sentences
    notices: tuple[str, ...] = ()
    #: what learners can read, for the search
    passages: tuple[ItemPassage, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.problems


def plan_import(archive: PackageArchive, *, root: str = "") -> ImportPlan:
    """Return the plan without storing anything. `root` is the folder to use as the package's top."""
    problems = [*archive.problems, *archive.check_contents()]
    archive.unpacked = 0  # the manifest is read also if the archive is too large, to report its faults
    root = f"{root.strip('/')}/" if root.strip("/") else ""
    files = {name.removeprefix(root): name for name in archive.members if name.startswith(root)}
    manifest, suggested_root = None, ""
    try:
        manifest_path = find_manifest(files)
        if manifest_path is None:
            suggested_root = sole_folder(archive)
            raise PackageRefused(missing_manifest_problems(archive, root))
        text = read_manifest(archive, files[manifest_path])
        if text is not None:
            manifest = parse_manifest(text, files.keys())
    except PackageRefused as refusal:
        problems.extend(refusal.problems)
    except ManifestRefused as refusal:
        problems.extend(map(Problem.of_manifest, refusal.problems))
    if problems:
        return ImportPlan(tuple(problems), suggested_root=suggested_root)
    total_bytes = sum(archive.members[name].file_size for name in files.values())
    return ImportPlan((), manifest, archive.digest(), files, total_bytes)


def find_manifest(files: Collection[str]) -> str | None:
    """Return the path of the manifest at the top; upper and lower case are equal."""
    if MANIFEST_NAME in files:
        return MANIFEST_NAME
    return next((path for path in files if path.casefold() == MANIFEST_NAME), None)


def read_manifest(archive: PackageArchive, name: str) -> bytes | None:
    """Return the manifest's bytes, or None if it is damaged, which `check_contents` reports."""
    if archive.members[name].file_size > MANIFEST_MAX_BYTES:  # reading stops at the declared size
        raise PackageRefused([Problem.of(ProblemCode.MANIFEST_TOO_LARGE)])
    try:
        with archive.open(name) as reader:
            return reader.read()
    except MemberRefused:
        return None


def folders_with_manifest(archive: PackageArchive) -> Iterator[str]:
    for name in archive.members:
        folder, _slash, base = name.rpartition("/")
        if base.casefold() == MANIFEST_NAME and folder:
            yield folder


def sole_folder(archive: PackageArchive) -> str:
    folders = list(folders_with_manifest(archive))
    return folders[0] if len(folders) == 1 else ""


def missing_manifest_problems(archive: PackageArchive, root: str) -> list[Problem]:
    """Return the problem of an archive without a manifest at its top."""
    folders = sorted(folders_with_manifest(archive))
    if root:
        return [Problem.of(ProblemCode.ROOT_WITHOUT_MANIFEST, root.rstrip("/"))]
    if not folders:
        inner = next((name for name in archive.members if name.casefold().endswith(".zip")), None)
        if inner is not None:
            return [Problem.of(ProblemCode.ZIP_IN_ZIP, inner)]
        return [Problem.of(ProblemCode.NO_MANIFEST)]
    if len(folders) == 1:
        return [Problem.of(ProblemCode.MANIFEST_IN_FOLDER, folders[0])]
    listed = ", ".join(f"“{folder}”" for folder in folders[:5])
    return [Problem.of(ProblemCode.MANIFEST_IN_FOLDERS, listed)]
