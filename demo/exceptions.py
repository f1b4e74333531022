"""What can be wrong with the source of a demo module."""

from collections.abc import Iterable


class SourceError(Exception):
    """A source file that can't be built; `problems` holds one sentence for each fault found."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))
