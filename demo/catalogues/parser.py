"""The parser of a module's Markdown. demo/README.md describes the format."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demo.catalogues.source import Chapter, Course, Option, Screen, SourceError

HEADING = re.compile(r"^(?P<level>##?) (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)(?: aim=(?P<aim>[a-z0-9-]+))?\}$")
OPTION = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>.+)$")
FEEDBACK = re.compile(r"^\s+> (?P<text>.+)$")
CONTINUATION = re.compile(r"^\s{2,}(?P<text>[^>\s].*)$")
INSTRUCTION = re.compile(r"^(?:Välj|Choose) (?P<number>ett|två|tre|one|two|three)(?: svar| answers?)\.$")
NUMBERS = {"ett": 1, "two": 2, "två": 2, "one": 1, "tre": 3, "three": 3}
LETTERS = "abcdefgh"


@dataclass(slots=True)
class _Section:
    """A heading with the lines up to the next heading."""

    line: int
    level: int
    title: str
    id: str
    aim: str
    lines: list[str] = field(default_factory=list)


def parse_file(path: Path) -> Course:
    """Return the course in a source file. Raises SourceError with every fault and its line."""
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Course:
    """Return the course in a text. Raises SourceError with every fault and its line in `name`."""
    problems: list[str] = []
    chapters: list[tuple[_Section, list[Screen]]] = []
    for section in _sections(text, name, problems):
        if section.level == 1:
            chapters.append((section, []))
        elif not chapters:
            problems.append(f"{name}:{section.line}: A screen (##) must stand below a chapter (#).")
        else:
            chapters[-1][1].append(_screen(section, name, problems))
    problems += _repeated_ids([screen.id for _part, screens in chapters for screen in screens], name)
    problems += [
        f"{name}:{section.line}: The chapter has no screen." for section, screens in chapters if not screens
    ]
    if not chapters:
        problems.append(f"{name}: There is no chapter (a line that begins with #).")
    if problems:
        raise SourceError(problems)
    return Course(tuple(Chapter(section.id, section.title, tuple(screens)) for section, screens in chapters))


def _sections(text: str, name: str, problems: list[str]) -> Iterator[_Section]:
    section: _Section | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            if section:
                yield section
            section = _heading(line, number, name, problems)
        elif section:
            section.lines.append(line)
        elif line.strip():
            problems.append(f"{name}:{number}: Text before the first heading.")
    if section:
        yield section


def _heading(line: str, number: int, name: str, problems: list[str]) -> _Section:
    match = HEADING.match(line)
    if not match:
        problems.append(f"{name}:{number}: A heading must look like “## Title {{#its-id}}”: {line}")
        return _Section(number, 2, line, f"line-{number}", "")
    return _Section(number, len(match["level"]), match["title"], match["id"], match["aim"] or "")


def _screen(section: _Section, name: str, problems: list[str]) -> Screen:
    """Return the screen of a section: body, instruction, and options with their feedback."""
    first_option = next((i for i, line in enumerate(section.lines) if OPTION.match(line)), None)
    if first_option is None:
        return Screen(section.id, section.title, "\n".join(section.lines).strip())
    before = "\n".join(section.lines[:first_option]).strip()
    body, _, instruction = before.rpartition("\n")
    match = INSTRUCTION.match(instruction.strip())
    declared = NUMBERS[match["number"]] if match else 0
    options = _options(section.lines[first_option:])
    problems += [
        f"{name}:{section.line}: {problem}" for problem in _question_problems(section, declared, options)
    ]
    return Screen(
        section.id, section.title, body.strip(), section.aim, instruction.strip(), declared, options
    )


def _options(lines: Sequence[str]) -> tuple[Option, ...]:
    read: list[tuple[bool, list[str], list[str]]] = []
    target: list[str] = []
    for line in lines:
        if option := OPTION.match(line):
            target = [option["text"]]
            read.append((option["mark"] == "x", target, []))
        elif feedback := FEEDBACK.match(line):
            target = read[-1][2]
            target.append(feedback["text"])
        elif more := CONTINUATION.match(line):
            target.append(more["text"])
    return tuple(
        Option(letter, " ".join(text), " ".join(feedback), is_right)
        for letter, (is_right, text, feedback) in zip(LETTERS, read, strict=False)
    )


def _question_problems(section: _Section, declared: int, options: Sequence[Option]) -> Iterator[str]:
    right = sum(option.is_right for option in options)
    if not declared:
        yield "The line above the options must say how many to choose: “Välj ett svar.”"
    elif right != declared:
        yield f"{right} options are marked right, but the learner is told to choose {declared}."
    if not section.aim:
        yield "A question names the aim it asks about: “{#its-id aim=the-aim}”."
    if len(options) <= right:
        yield "There must be a wrong option to choose."
    for option in options:
        if not option.feedback:
            yield f"Option {option.letter} has no feedback (an indented line that begins with >)."


def _repeated_ids(ids: Sequence[str], name: str) -> Iterator[str]:
    for repeated in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"{name}: Two screens have the id “{repeated}”."
