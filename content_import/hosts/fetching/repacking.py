"""A new archive of a package that contains files of another host."""

import hashlib
import posixpath
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from content_import.archives.plan import MANIFEST_NAME
from content_import.exceptions import FetchFailed
from content_import.hosts.enums import FetchProblem
from content_import.hosts.fetching.download import CHUNK, Bounds, fetch_file
from content_import.hosts.fetching.network import Network
from content_import.hosts.fetching.references import PAGES, SCRIPTS, TEXTS, has_base, references, replaced
from content_import.hosts.fetching.runs import FetchRun
from content_import.packages.storing import stored_files
from courses.api import Package


@dataclass
class PageIndex:
    """The pages, those of them that name a script, and those with a base URL for references."""

    #: file names of the scripts to look for, complete before the first page is added
    scripts: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    with_base: set[str] = field(default_factory=set)
    #: pages by the file name of a script
    by_script: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        self.paths.append(path)
        if has_base(content):
            self.with_base.add(path)
        for name in self.scripts:
            if name.encode() in content:
                self.by_script.setdefault(name, []).append(path)

    def loading(self, script: str) -> list[str]:
        """Return the pages that name the script, or all pages when none does."""
        return self.by_script.get(script) or self.paths


#: the folder of fetched files in a package
FOLDER = "fetched"
#: a larger text is taken for data without references
MAX_BYTES_OF_A_TEXT = 20 * 1024**2


@dataclass(frozen=True)
class FetchLimits:
    """The limits of fetching for one package."""

    max_files: int = 200
    max_file_bytes: int = 250 * 1024**2
    file_seconds: float = 120.0
    #: for everything: reading, fetching and writing the new version
    total_seconds: float = 600.0


@dataclass
class Repacking:
    """The repacking of a package, with its references to one host."""

    run: FetchRun
    network: Network
    limits: FetchLimits
    #: texts that refer to the host
    texts: set[str] = field(default_factory=set)
    pages: PageIndex = field(default_factory=PageIndex)
    #: path in the package of each fetched address
    copies: dict[str, str] = field(default_factory=dict)

    def write(self, target: IO[bytes]) -> None:
        """Write the archive. Raises what `FetchRun.check` raises; `target` is incomplete then."""
        paths = sorted(stored_files(self.package.label))
        addresses = self._addresses(paths)
        with zipfile.ZipFile(target, "w") as archive:
            self._fetch(addresses, archive)
            for path in paths:
                with archive.open(zipfile.ZipInfo(path), "w") as member:
                    if path in self.texts:
                        member.write(self._rewritten(path))
                    else:
                        with self._opened(path) as stream:
                            self._copy(stream, member)

    @property
    def package(self) -> Package:
        return self.run.fetch.package

    @property
    def host(self) -> str:
        return self.run.fetch.host

    def _copy(self, source: IO[bytes], target: IO[bytes]) -> None:
        while chunk := source.read(CHUNK):
            self.run.check()
            target.write(chunk)

    def _opened(self, path: str) -> File[bytes]:
        return storages["packages"].open(f"{self.package.label}/{path}", "rb")

    def _read(self, path: str) -> bytes:
        self.run.check()
        with self._opened(path) as stream:
            return stream.read(MAX_BYTES_OF_A_TEXT)

    def _is_data(self, path: str) -> bool:
        return storages["packages"].size(f"{self.package.label}/{path}") > MAX_BYTES_OF_A_TEXT

    def _may_refer(self, path: str) -> bool:
        is_text = suffix_of(path) in TEXTS and path.casefold() != MANIFEST_NAME
        return is_text and not self._is_data(path)

    def _addresses(self, paths: list[str]) -> list[str]:
        addresses: set[str] = set()
        # Scripts come before pages, since `PageIndex.add` looks for the names of scripts with references.
        texts = [path for path in paths if self._may_refer(path)]
        for path in sorted(texts, key=lambda path: suffix_of(path) in PAGES):
            suffix, content = suffix_of(path), self._read(path)
            in_file = {reference.address for reference in references(content, suffix, self.host)}
            if suffix in PAGES:
                self.pages.add(path, content)
            if in_file and suffix in SCRIPTS:
                self.pages.scripts.add(posixpath.basename(path))
            if in_file:
                self.texts.add(path)
                addresses |= in_file
        if not addresses:
            raise FetchFailed(FetchProblem.NOTHING, self.host)
        if len(addresses) > self.limits.max_files:
            raise FetchFailed(FetchProblem.TOO_MANY, self.host)
        return sorted(addresses)

    def _fetch(self, addresses: list[str], archive: zipfile.ZipFile) -> None:
        available_bytes = settings.PACKAGE_MAX_BYTES - self.package.total_bytes
        for address in addresses:
            self.run.check()
            seconds = min(self.limits.file_seconds, self.run.seconds_left)
            bounds = Bounds(min(self.limits.max_file_bytes, available_bytes), seconds)
            with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
                suffix = fetch_file(address, copy, network=self.network, bounds=bounds)
                digest = hashlib.sha256(address.encode()).hexdigest()[:24]
                path = self.copies[address] = f"{FOLDER}/{self.host}/{digest}.{suffix}"
                with archive.open(zipfile.ZipInfo(path), "w") as member:
                    self._copy(copy, member)
                available_bytes -= copy.tell()

    def _rewritten(self, path: str) -> bytes:
        folder = self._base_folder(path)
        local = {address: posixpath.relpath(copy, folder or ".") for address, copy in self.copies.items()}
        return replaced(self._read(path), suffix_of(path), self.host, local)

    def _base_folder(self, path: str) -> str:
        """Return the folder that a file's references are relative to. Raises FetchFailed if it is unclear."""
        if suffix_of(path) in SCRIPTS:
            pages = self.pages.loading(posixpath.basename(path))
        else:
            pages = [path] if suffix_of(path) in PAGES else []
        folders = {posixpath.dirname(page) for page in pages or [path]}
        if len(folders) != 1 or any(page in self.pages.with_base for page in pages):
            raise FetchFailed(FetchProblem.UNCLEAR, path)
        return folders.pop()


def suffix_of(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
