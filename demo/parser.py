"""Reads the Markdown of a module. The format is described in demo/README.md."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demo.exceptions import SourceError
from demo.source import Chapter, Course, Option, Screen

HEADING = re.compile(r"^(?P<level>##?) (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)(?: aim=(?P<aim>[a-z0-9-]+))?\}$")
OPTION = re.compile(r"^- \[(?P<mark>[ x])\] (?P<text>.+)$")
FEEDBACK = re.compile(r"^\s+> (?P<text>.+)$")
CONTINUATION = re.compile(r"^\s{2,}(?P<text>[^>\s].*)$")
INSTRUCTION = re.compile(r"^(?:Välj|Choose) (?P<number>ett|två|tre|one|two|three)(?: svar| answers?)\.$")
NUMBERS = {"ett": 1, "two": 2, "två": 2, "one": 1, "tre": 3, "three": 3}
LETTERS = "abcdefgh"


@dataclass(slots=True)
class _Part:
    """A heading and the lines below it, up to the next heading."""

    line: int
    level: int
    title: str
    id: str
    aim: str
    lines: list[str] = field(default_factory=list)


def parse_file(path: Path) -> Course:
    """Read a module's source file. Raises SourceError with every fault, each with its line."""
    return parse(path.read_text(encoding="utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Course:
    """Read a module's source. Raises SourceError with every fault, each with its line in `name`."""
    problems: list[str] = []
    chapters: list[tuple[_Part, list[Screen]]] = []
    for part in _parts(text, name, problems):
        if part.level == 1:
            chapters.append((part, []))
        elif not chapters:
            problems.append(f"{name}:{part.line}: A screen (##) must stand below a chapter (#).")
        else:
            chapters[-1][1].append(_screen(part, name, problems))
    problems += _repeated_ids([screen.id for _part, screens in chapters for screen in screens], name)
    problems += [
        f"{name}:{part.line}: The chapter has no screen." for part, screens in chapters if not screens
    ]
    if not chapters:
        problems.append(f"{name}: There is no chapter (a line that begins with #).")
    if problems:
        raise SourceError(problems)
    return Course(tuple(Chapter(part.id, part.title, tuple(screens)) for part, screens in chapters))


def _parts(text: str, name: str, problems: list[str]) -> Iterator[_Part]:
    part: _Part | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            if part:
                yield part
            part = _heading(line, number, name, problems)
        elif part:
            part.lines.append(line)
        elif line.strip():
            problems.append(f"{name}:{number}: Text before the first heading.")
    if part:
        yield part


def _heading(line: str, number: int, name: str, problems: list[str]) -> _Part:
    match = HEADING.match(line)
    if not match:
        problems.append(f"{name}:{number}: A heading must look like “## Title {{#its-id}}”: {line}")
        return _Part(number, 2, line, f"line-{number}", "")
    return _Part(number, len(match["level"]), match["title"], match["id"], match["aim"] or "")


def _screen(part: _Part, name: str, problems: list[str]) -> Screen:
    """Split a screen's lines into its body, the instruction, and the options with their feedback."""
    first_option = next((i for i, line in enumerate(part.lines) if OPTION.match(line)), None)
    if first_option is None:
        return Screen(part.id, part.title, "\n".join(part.lines).strip())
    before = "\n".join(part.lines[:first_option]).strip()
    body, _, instruction = before.rpartition("\n")
    match = INSTRUCTION.match(instruction.strip())
    declared = NUMBERS[match["number"]] if match else 0
    options = _options(part.lines[first_option:])
    problems += [f"{name}:{part.line}: {problem}" for problem in _question_problems(part, declared, options)]
    return Screen(part.id, part.title, body.strip(), part.aim, instruction.strip(), declared, options)


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


def _question_problems(part: _Part, declared: int, options: Sequence[Option]) -> Iterator[str]:
    right = sum(option.is_right for option in options)
    if not declared:
        yield "The line above the options must say how many to choose: “Välj ett svar.”"
    elif right != declared:
        yield f"{right} options are marked right, but the learner is told to choose {declared}."
    if not part.aim:
        yield "A question names the aim it asks about: “{#its-id aim=the-aim}”."
    if len(options) <= right:
        yield "There must be a wrong option to choose."
    for option in options:
        if not option.feedback:
            yield f"Option {option.letter} has no feedback (an indented line that begins with >)."


def _repeated_ids(ids: Sequence[str], name: str) -> Iterator[str]:
    for repeated in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"{name}: Two screens have the id “{repeated}”."
