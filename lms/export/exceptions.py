"""Exceptions of exports."""

from collections.abc import Sequence


class ExportRefused(Exception):
    """A module that can't be exported in the format; the message is a sentence for the trainer."""


class ImportRefused(Exception):
    """A backup that can't be imported, with all its problems as sentences. Nothing is stored."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))
