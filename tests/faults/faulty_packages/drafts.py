"""A package while it is being spoilt, and the register of what spoils it."""

from __future__ import annotations

import random
import stat
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from content_import.enums import ProblemCode
from content_import.health.enums import FindingCode
from scorm.enums import PackageStandard
from tests.factories.packages import Folder, ManifestText, Sco


@dataclass(frozen=True)
class Member:
    """One member of the archive; `mode` as in Unix, 0 for none."""

    name: str
    content: bytes = b"x"
    mode: int = 0
    method: int = zipfile.ZIP_DEFLATED


@dataclass
class Draft:
    """A sound package to begin with; each fault changes what it needs."""

    rng: random.Random
    standard: PackageStandard
    items: list[Sco | Folder] = field(default_factory=lambda: [Sco("del-1", title="Början")])
    members: list[Member] = field(default_factory=list)
    #: XML after the resources
    manifest_extra: str = ""
    #: changes of the manifest's text, in order
    edits: list[Callable[[str], str | bytes]] = field(default_factory=list)
    #: changes of the finished archive's bytes, in order
    patches: list[Callable[[bytes], bytes]] = field(default_factory=list)
    #: set where something else than the package's own members is to be packed
    folders: tuple[str, ...] = ("",)
    without: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    serial: int = 0

    def fresh(self, stem: str = "fel") -> str:
        """Return a name that nothing else in this package has."""
        self.serial += 1
        return f"{stem}-{self.serial}"

    def add_item(self, **options: object) -> str:
        """Add a SCO of its own for a fault to sit in; return its identifier."""
        identifier = self.fresh("del-fel")
        self.items.append(Sco(identifier, **{"file": f"{identifier}.html", **options}))  # type: ignore[arg-type]
        return identifier

    def build(self) -> bytes:
        """Return the archive."""
        text = ManifestText(self.items, self.standard, title="Kurs", manifest_extra=self.manifest_extra)
        made: str | bytes = str(text)
        for edit in self.edits:
            assert isinstance(made, str)
            made = edit(made)
        manifest = made.encode() if isinstance(made, str) else made
        own = {"imsmanifest.xml": manifest}
        page = '<!doctype html><html lang="sv"><title>Del</title><script>API.LMSInitialize("")</script>'
        if self.standard == PackageStandard.SCORM_2004:
            page = page.replace('API.LMSInitialize("")', "API_1484_11.Initialize('')")
        own |= {sco.path: self.pages.get(sco.path, page).encode() for sco in text.scos}
        members = [
            Member(f"{f}{n}", c) for f in self.folders for n, c in own.items() if n not in self.without
        ]
        data = pack([*members, *self.members])
        for patch in self.patches:
            data = patch(data)
        return data


def pack(members: list[Member]) -> bytes:
    """Write an archive that may hold anything."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the very duplicates we want
        for member in members:
            info = zipfile.ZipInfo(member.name)
            info.external_attr = (member.mode or stat.S_IFREG | 0o644) << 16
            info.compress_type = member.method
            archive.writestr(info, member.content)
    return stream.getvalue()


@dataclass(frozen=True)
class Fault:
    """One fault to make, and the finding that must follow."""

    name: str
    apply: Callable[[Draft], None]
    code: ProblemCode | FindingCode
    #: True when nothing else of the same area can be seen beside it
    is_alone: bool = False
    #: the standards in which it can be made
    standards: tuple[PackageStandard, ...] = tuple(PackageStandard)


ARCHIVE: list[Fault] = []
MANIFEST: list[Fault] = []
CONTENT: list[Fault] = []


def fault(
    area: list[Fault], name: str, code: ProblemCode | FindingCode, **options: object
) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """Register a function that spoils a draft."""

    def register(apply: Callable[[Draft], None]) -> Callable[[Draft], None]:
        area.append(Fault(name, apply, code, **options))  # type: ignore[arg-type]
        return apply

    return register
