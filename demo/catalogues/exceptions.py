"""Exceptions of the demo content's source files."""

from collections.abc import Iterable


class SourceError(Exception):
    """Raised for a source file that can't be built; `problems` has a sentence for each fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))
