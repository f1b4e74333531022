"""An index of a package's pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from content_import.hosts.fetching.references import has_base


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
