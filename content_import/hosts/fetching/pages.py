"""The pages of a package, each read once."""

from __future__ import annotations

from dataclasses import dataclass, field

from content_import.hosts.fetching.references import has_base


@dataclass
class PageIndex:
    """Which pages there are, which of them name which script, and which set a base for references."""

    #: file names of the scripts to look for; they are known before the first page is added
    scripts: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    with_base: set[str] = field(default_factory=set)
    #: pages by the file name of a script
    naming: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        self.paths.append(path)
        if has_base(content):
            self.with_base.add(path)
        for name in self.scripts:
            if name.encode() in content:
                self.naming.setdefault(name, []).append(path)

    def loading(self, script: str) -> list[str]:
        """Return the pages that name the script, or all pages when none does."""
        return self.naming.get(script) or self.paths
