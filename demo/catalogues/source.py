"""The parsed source of a module. Texts are still Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Standard(StrEnum):
    """The supported values of `schemaversion`, as spelt in the standards."""

    SCORM_12 = "1.2"
    SCORM_2004_3RD = "2004 3rd Edition"
    SCORM_2004_4TH = "2004 4th Edition"

    @property
    def is_2004(self) -> bool:
        return self is not Standard.SCORM_12


class Language(StrEnum):
    SWEDISH = "sv"
    ENGLISH = "en"


class Form(StrEnum):
    """The form in which the site publishes a module: a SCORM package, or steps of the site's own kinds."""

    PACKAGE = "package"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a question. `letter` (a, b, c …) is its identifier in the tracking data."""

    letter: str
    text: str
    feedback: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen of the player. `id` is the bookmark and, for a question, the interaction's id."""

    id: str
    title: str
    body: str
    aim: str = ""
    instruction: str = ""
    right_answers_declared: int = 0
    options: tuple[Option, ...] = ()

    @property
    def is_question(self) -> bool:
        return bool(self.options)

    @property
    def has_several_answers(self) -> bool:
        return self.right_answers_declared > 1

    @property
    def right_options(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.is_right)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, which becomes a SCO."""

    id: str
    title: str
    screens: tuple[Screen, ...]

    @property
    def questions(self) -> tuple[Screen, ...]:
        return tuple(screen for screen in self.screens if screen.is_question)


@dataclass(frozen=True, slots=True)
class Course:
    """A module in one language."""

    chapters: tuple[Chapter, ...]

    def screens(self) -> Iterator[Screen]:
        for chapter in self.chapters:
            yield from chapter.screens

    def questions(self) -> Iterator[Screen]:
        return (screen for screen in self.screens() if screen.is_question)


class SourceError(Exception):
    """Raised for a source file that can't be built; `problems` has a sentence for each fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))
