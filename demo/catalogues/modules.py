"""The demo modules, read from their `module.toml` files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

from demo.catalogues.additions import Additions, read_additions
from demo.catalogues.parser import parse_file
from demo.catalogues.source import Course, Form, Language, Standard
from demo.catalogues.toml_files import read_toml

MODULES_FOLDER = Path(__file__).parents[1] / "modules"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A short text in both languages of the interface."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == Language.ENGLISH else self.sv


@dataclass(frozen=True, slots=True)
class Aim:
    """A learning objective. `id` becomes the objective id of its questions."""

    id: str
    text: LocalizedText


@dataclass(frozen=True, slots=True)
class DemoModule:
    """A demo module as described in `module.toml`. `pass_mark` is in per cent, None without one."""

    slug: str
    folder: Path
    form: Form
    standard: Standard
    languages: tuple[Language, ...]
    minutes: int
    #: the drawing of the cover (courses.covers.enums.Drawing)
    drawing: str
    pass_mark: int | None
    #: the validity of completions in months, None without an end
    valid_months: int | None
    themes: tuple[str, ...]
    title: LocalizedText
    summary: LocalizedText
    audience: LocalizedText
    responsible: LocalizedText
    aims: tuple[Aim, ...]
    #: title and text of a step before the package, by language, with placeholders for the numbers of
    #: questions and of right answers that the pass mark requires
    opening: Mapping[str, Mapping[str, str]]

    def course(self, language: str) -> Course:
        """Return the texts in one language. Raises SourceError if they can't be parsed."""
        return parse_file(self.folder / f"{Language(language)}.md")

    def additions(self, language: str) -> Additions:
        """Return what a native module has beside its texts. Raises FileNotFoundError for another module."""
        return read_additions(self.folder / f"native.{Language(language)}.toml")

    def question_count(self, language: str) -> int:
        return len(list(self.course(language).questions()))

    def right_needed(self, language: str) -> int:
        """Return how many questions must be answered correctly, computed as in player.js."""
        return ceil((self.pass_mark or 0) * self.question_count(language) / 100 - 1e-9)

    def package_name(self, language: str) -> str:
        return f"{self.slug}.{language}.zip"


@cache
def modules() -> tuple[DemoModule, ...]:
    """Return all demo modules, ordered by slug."""
    return tuple(_read(path.parent) for path in sorted(MODULES_FOLDER.glob("*/module.toml")))


def module(slug: str) -> DemoModule:
    """Return the demo module with the slug. Raises LookupError without one."""
    for candidate in modules():
        if candidate.slug == slug:
            return candidate
    raise LookupError(f"There is no demo module “{slug}”.")


def _read(folder: Path) -> DemoModule:
    data = read_toml(folder / "module.toml")
    return DemoModule(
        slug=folder.name,
        folder=folder,
        form=Form(data.get("form", Form.PACKAGE)),
        standard=Standard(data["standard"]),
        languages=tuple(language for language in Language if (folder / f"{language}.md").exists()),
        minutes=data["minutes"],
        drawing=data["drawing"],
        pass_mark=data.get("pass_mark"),
        valid_months=data.get("valid_months"),
        themes=tuple(data["themes"]),
        title=LocalizedText(**data["title"]),
        summary=LocalizedText(**data["summary"]),
        audience=LocalizedText(**data["audience"]),
        responsible=LocalizedText(**data["responsible"]),
        aims=tuple(Aim(aim["id"], LocalizedText(aim["sv"], aim["en"])) for aim in data["aims"]),
        opening=data.get("opening", {}),
    )
