"""Reading a script: strictly, each fault with its line number. Nothing in it is ever run as code.

script      = { line }
line        = [ heading | step ] [ "#" comment ]
heading     = "standard" ( "1.2" | "2004" ) | "package" name | "content" ( "silent" | "plays" )
step        = call | command | sight | held | "deviation" name
call        = function "(" [ text { "," text } ] ")" "->" expected [ "!" codes ]
sight       = "expect" ( "item" | "state" name | "control" name ) "->" expected
held        = "server" name [ "of" name ] "->" expected
expected    = answer { "|" answer }
answer      = "true" | "false" | number | text | "~" text | "*"
codes       = number { "|" number } | "*"
text        = JSON string [ "*" number ]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.conformance.language.steps import Call, Command, Held, Script, Sight, Step
from tests.conformance.language.tokens import MAX_LINE, MAX_STEPS, MAX_TEXT, Line, Unreadable
from tests.conformance.language.values import Anything, Exact, Expected, Like

FUNCTIONS = {
    "Initialize",
    "Terminate",
    "Finish",
    "GetValue",
    "SetValue",
    "Commit",
    "GetLastError",
    "GetErrorString",
    "GetDiagnostic",
}
#: each command, with the arguments it takes; None: a name or text of the script's own
COMMANDS: dict[str, frozenset[str] | None] = {
    "launch": frozenset({"", "normal", "browse", "review"}),
    "leave": frozenset({""}),
    "relaunch": frozenset({""}),
    "kill": frozenset({""}),
    "restart": frozenset({""}),
    "delivered": frozenset({""}),
    "choose": None,
    "navigate": None,
    "click": None,
    "wait": None,
}
HELD = {
    "completion_status",
    "success_status",
    "score_scaled",
    "total_seconds",
    "exit",
    "package.completion_status",
    "package.success_status",
    "package.score_scaled",
    "module.completed",
    "refused",
}
SEEN = {"item", "state", "control"}
STANDARDS = {"1.2", "2004"}
LONGEST_WAIT = 10.0


class ScriptError(ValueError):
    """A script that cannot be read; `problems` names every line that is wrong and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_script(text: str) -> Script:
    """Return a script's steps. Raises ScriptError with every fault in it at once."""
    if len(text) > MAX_TEXT:
        raise ScriptError([f"a script is at most {MAX_TEXT} characters long"])
    return _Reader().read(text)


class _Reader:
    def __init__(self) -> None:
        self.headings: dict[str, str] = {}
        self.steps: list[Step] = []
        self.deviations: list[tuple[int, str]] = []
        self.problems: list[str] = []

    def read(self, text: str) -> Script:
        for number, written in enumerate(text.splitlines(), start=1):
            try:
                self._line(number, written)
            except Unreadable as error:
                self.problems.append(f"line {number}: {error}")
        if "standard" not in self.headings:
            self.problems.append(
                "line 1: a script first names its standard: `standard 1.2` or `standard 2004`"
            )
        if not self.steps:
            self.problems.append("line 1: there is no step")
        if len(self.steps) > MAX_STEPS:
            self.problems.append(f"a script has at most {MAX_STEPS} steps")
        if self.problems:
            raise ScriptError(self.problems)
        return Script(
            standard=self.headings["standard"],
            steps=tuple(self.steps),
            package=self.headings.get("package", ""),
            content_plays=self.headings.get("content") == "plays",
            deviations=tuple(self.deviations),
        )

    def _line(self, number: int, written: str) -> None:
        if len(written) > MAX_LINE:
            raise Unreadable(f'a line is at most {MAX_LINE} characters long; write repetition as "x" * 4096')
        line = Line(written)
        if line.is_empty:
            return
        word = line.name("a function, a command or a heading")
        if word in {"standard", "package", "content"}:
            self._heading(word, line)
        elif word == "deviation":
            self.deviations.append((number, line.name("the deviation's name")))
        else:
            self.steps.append(_step(number, written.strip(), word, line))
        line.end()

    def _heading(self, word: str, line: Line) -> None:
        if self.steps:
            raise Unreadable(f"`{word}` stands before the first step")
        if word in self.headings:
            raise Unreadable(f"`{word}` is already told")
        value = line.bare(f"what `{word}` is")
        allowed = {"standard": STANDARDS, "content": {"silent", "plays"}}.get(word)
        if allowed is not None and value not in allowed:
            raise Unreadable(f"`{word}` is one of {', '.join(sorted(allowed))}, not {value}")
        self.headings[word] = value


def _step(number: int, text: str, word: str, line: Line) -> Step:
    if line.takes("("):
        return _call(number, text, word, line)
    if word == "expect":
        what = line.name("item, state or control")
        if what not in SEEN:
            raise Unreadable(f"one can expect {', '.join(sorted(SEEN))}, not {what}")
        item = "" if what == "item" else line.bare(f"which {what}")
        return Sight(number, text, what, item, _expected(line))
    if word == "server":
        return _held(number, text, line)
    if word in COMMANDS:
        return _command(number, text, word, line)
    raise Unreadable(
        f"there is no command `{word}`; there are {', '.join(sorted(COMMANDS))}, expect and server"
    )


def _call(number: int, text: str, word: str, line: Line) -> Call:
    function = word.removeprefix("LMS")
    if function not in FUNCTIONS:
        raise Unreadable(f"the API has no function {word}")
    arguments = []
    while not line.takes(")"):
        if arguments:
            line.must(",")
        arguments.append(line.text("an argument in quotation marks, or `)`"))
    expected = _expected(line)
    codes: frozenset[str] | None = frozenset({"0"})
    if line.takes("!"):
        codes = None if line.takes("*") else frozenset(_codes(line))
    return Call(
        number, text, "Terminate" if function == "Finish" else function, tuple(arguments), expected, codes
    )


def _codes(line: Line) -> Iterator[str]:
    yield line.whole_number("an error code")
    while line.takes("|"):
        yield line.whole_number("an error code")


def _expected(line: Line) -> Expected:
    line.must("->")
    answers = [_answer(line)]
    while line.takes("|"):
        answers.append(_answer(line))
    return Expected(tuple(answers))


def _answer(line: Line) -> Exact | Like | Anything:
    if line.takes("*"):
        return Anything()
    if line.takes("~"):
        return Like(line.text("a pattern in quotation marks"))
    if line.is_text:
        return Exact(line.text("an answer"))
    return Exact(line.bare('an answer: true, false, a number, a text in quotation marks, ~"pattern" or *'))


def _held(number: int, text: str, line: Line) -> Held:
    name = line.name("what the server holds")
    if name not in HELD and not name.startswith("cmi."):
        raise Unreadable(f"the server is asked for cmi.… or one of {', '.join(sorted(HELD))}, not {name}")
    item = line.bare("an item") if line.takes_word("of") else ""
    return Held(number, text, name, item, _expected(line))


def _command(number: int, text: str, word: str, line: Line) -> Command:
    argument = "" if line.is_empty else line.bare_or_text("an argument")
    allowed = COMMANDS[word]
    if allowed is not None and argument not in allowed:
        choices = ", ".join(sorted(allowed - {""})) or "nothing"
        raise Unreadable(f"`{word}` takes {choices}, not {argument}")
    if allowed is None and not argument:
        raise Unreadable(f"`{word}` needs to know what")
    if word == "wait" and not (
        re.fullmatch(r"\d+(\.\d+)?", argument, re.ASCII) and float(argument) <= LONGEST_WAIT
    ):
        raise Unreadable(f"`wait` takes seconds, at most {LONGEST_WAIT:g}")
    return Command(number, text, word, argument)
