"""Step files of ADL's conformance test suite for SCORM 2004, 4th edition, read as steps of a script.

A step file (`TestCases/CM-01.properties`) lists visits: the activity that must be delivered, questions about
the player's controls, calls of the API, and what the learner does afterwards. The files are ADL's and no part
of this project: `script/conformance --adl LMSRTE/Courses` plays them from where they are.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.conformance.language.steps import Call, Command, Script, Sight, Step
from tests.conformance.language.values import Anything, Duration, Exact, Expected, Numeric

#: abbreviations of elements and values, as in ADL's Commands.properties
WORDS = {
    "a": "adl", "c": "cmi", "n": "nav", "r": "request", "rv": "request_valid", "DA": "data", "STR": "store",
    "CHIL": "_children", "CNT": "_count", "LOC": "location", "CS": "completion_status", "E": "entry",
    "CT": "completion_threshold", "CDT": "credit", "X": "exit", "OB": "objectives", "D": "description",
    "LD": "launch_data", "LI": "learner_id", "LN": "learner_name", "MAXTA": "max_time_allowed", "M": "mode",
    "S": "score", "SCA": "scaled", "RW": "raw", "MN": "min", "MX": "max", "SS": "success_status",
    "PM": "progress_measure", "SPS": "scaled_passing_score", "ST": "session_time", "SD": "suspend_data",
    "TLA": "time_limit_action", "TT": "total_time", "comp": "completed", "incomp": "incomplete",
    "notatt": "not attempted", "pass": "passed", "fail": "failed", "unk": "unknown", "E.a": "ab-initio",
    "E.r": "resume", "es": "", "X.t": "time-out", "X.s": "suspend", "X.l": "logout", "M.b": "browse",
    "M.n": "normal", "M.r": "review", "t": "true", "f": "false", "TLA.em": "exit,message",
    "TLA.cm": "continue,message", "TLA.enm": "exit,no message", "TLA.cnm": "continue,no message",
    "TY.c": "choice", "N.c": "continue", "N.p": "previous", "N.ea": "exitAll", "N.a": "abandon",
    "N.aa": "abandonAll", "N.sa": "suspendAll", "N.n": "_none_", "N.j": "jump", "id": "id", "ID": "id",
}  # fmt: skip
FUNCTIONS = {"I": "Initialize", "C": "Commit", "GET": "GetValue", "SET": "SetValue", "T": "Terminate"}
DURATION = re.compile(r"P[\dYMDTHS.]+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
VISIT = re.compile(r"Act(\w+?)V\d+")
ROOT = "the activity that corresponds to the root"
NAMESPACE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
#: what the learner does after a visit, by the word of the step file
INSTRUCTIONS: dict[str, tuple[str, ...]] = {
    "": (),
    "Exit": (),
    "TRIGExitAll": (),
    "ChoiceExit": (),
    "Continue": ("navigate continue",),
    "Previous": ("navigate previous",),
    "ContinueExitCM8": ("navigate continue", "relaunch"),
    "ExitCM09ba": ("relaunch",),
}
#: pages that end in their `unload` handler, with the request that they make there
PAGES_THAT_END_ON_UNLOAD = {
    "SequencingTestSingleDoTerminate.htm": "",
    "exitAllOnUnload.htm": "exitAll",
    "suspendAllOnUnload.htm": "suspendAll",
    "tarAct4OnUnload.htm": "{target=activity_4}choice",
}


@dataclass
class Visit:
    """One delivery of an activity in a step file."""

    activity: str
    commands: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    instruction: str = ""


@dataclass(frozen=True)
class Structure:
    """What of a manifest the steps need: items by the number that their page is launched with."""

    root: str
    items: dict[str, str]
    pages: dict[str, str]
    files: frozenset[str]


class NotPlayable(Exception):
    """A step file that steps of a script cannot express, with the reason."""


def read_visits(path: Path) -> tuple[str, list[Visit]]:
    """Return where a step file starts ("." or an activity) and its visits in order."""
    start, visits, name = ".", [], ""
    for line in path.read_text(encoding="latin-1").replace("\\\n", "").splitlines():
        key, is_pair, value = line.partition("=")
        if line.startswith("####") or not is_pair:
            continue
        if key == "start":
            start = value
        head, _, kind = key.partition(".")
        if not (match := VISIT.fullmatch(head)):
            continue
        if head != name or (kind.startswith("commands.0") and visits[-1].commands):
            visits.append(Visit(match[1]))
            name = head
        visit = visits[-1]
        if kind.startswith("commands"):
            visit.commands.append(value)
        elif kind == "UIQ":
            visit.questions = value.split("~")
        elif kind == "UIA":
            visit.answers = value.split("~")
        else:
            visit.instruction = value
    return start, visits


def read_structure(manifest: Path) -> Structure:
    """Return the items, their pages and the files of a package's manifest."""
    tree = ElementTree.parse(manifest).getroot()  # noqa: S314 - ADL's own file, named by who runs this
    resources = {node.get("identifier"): node for node in tree.iter(f"{NAMESPACE}resource")}
    organization = next(tree.iter(f"{NAMESPACE}organization"))
    items, pages = {}, {}
    for item in organization.iter(f"{NAMESPACE}item"):
        title = next(item.iter(f"{NAMESPACE}title")).text or ""
        number = re.sub(r"^Activity\s*", "", title.strip())
        items[number] = item.get("identifier", "").strip()
        if (resource := resources.get(item.get("identifierref"))) is not None:
            pages[number] = resource.get("href", "")
    return Structure(organization.get("identifier", "").strip(), items, pages, frozenset(_files(resources)))


def _files(resources: dict[str | None, ElementTree.Element]) -> Iterator[str]:
    base = "{http://www.w3.org/XML/1998/namespace}base"
    for resource in resources.values():
        for node in (resource, *resource.iter(f"{NAMESPACE}file")):
            if href := node.get("href"):
                yield resource.get(base, "") + href


def write_package(manifest: Path, archive: Path) -> None:
    """Write a package of the manifest with an empty page in the place of each file."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        package.write(manifest, "imsmanifest.xml")
        for name in sorted(read_structure(manifest).files):
            package.writestr(name, "<!doctype html><title>-</title>" if ".htm" in name else "/* */")


def read_case(courses: Path, name: str) -> Script:
    """Return the steps of a step file. Raises NotPlayable."""
    manifest = courses / f"LMSTestPackage_{name}/imsmanifest.xml"
    if not manifest.is_file():
        raise NotPlayable("it has no package of its own")
    structure = read_structure(manifest)
    start, visits = read_visits(courses / f"TestCases/{name}.properties")
    writer = _Writer(structure)
    writer.command("launch")
    if start != ".":
        writer.command("start", writer.item(start))
    before = ""
    for visit in visits:
        if writer.item(visit.activity) == before:
            writer.command("delivered")
        writer.visit(visit)
        before = writer.item(visit.activity)
    return Script(standard="2004", steps=tuple(writer.steps))


def _answer(text: str) -> Anything | Duration | Exact | Numeric:
    if text == "*":
        return Anything()
    if NUMBER.fullmatch(text):
        return Numeric(text)
    return Duration(text) if DURATION.fullmatch(text) else Exact(text)


class _Writer:
    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.steps: list[Step] = []

    def command(self, word: str, argument: str = "") -> None:
        self.steps.append(Command(len(self.steps), f"{word} {argument}".strip(), word, argument))

    def choose(self, activity: str) -> None:
        self.command("choose", self.item(activity))

    def visit(self, visit: Visit) -> None:
        """Write a visit: what is delivered, what is shown, the calls, and what the learner does."""
        self._expect("item", "", self.item(visit.activity))
        for question, answer in zip(visit.questions, visit.answers, strict=True):
            self._question(question, answer == "Y")
        for command in visit.commands:
            self._api(command)
        page = self.structure.pages.get(visit.activity, "").rpartition("/")[2]
        if page in PAGES_THAT_END_ON_UNLOAD:
            if request := PAGES_THAT_END_ON_UNLOAD[page]:
                self._call("SetValue", ("adl.nav.request", request), ("true",), "0", on_unload=True)
            self._call("Terminate", ("",), ("true",), "0", on_unload=True)
        elif not any(command.startswith("T->") for command in visit.commands):
            self._call("Terminate", ("",), ("true",), "0")
        self._instruction(visit)

    def item(self, activity: str) -> str:
        """Return the identifier of an activity as step files name it. Raises NotPlayable."""
        if activity.startswith(ROOT):
            return self.structure.root
        number = activity.removeprefix("Activity ")
        if number not in self.structure.items:
            raise NotPlayable(f"there is no activity {activity}")
        return self.structure.items[number]

    def _expect(self, what: str, item: str, *answers: str) -> None:
        expected = Expected(tuple(map(Exact, answers)))
        text = f"expect {what} {item} -> {expected}".replace("  ", " ")
        self.steps.append(Sight(len(self.steps), text, what, item, expected))

    def _question(self, question: str, is_yes: bool) -> None:
        kind, _, activity = question.partition("@")
        control, _, state = kind.partition(".")
        if control in {"continue", "previous"}:
            answers = {
                ("enabled", True): ("on",),
                ("enabled", False): ("off", "hidden"),
                # ADL's packages hide the control where the suite expects it to be disabled (CM-01, OB-04).
                ("disabled", True): ("off", "hidden"),
                ("disabled", False): ("on", "hidden"),
            }[state, is_yes]
            self._expect("control", control, *answers)
        elif kind == "toc.enabled":
            self._expect("control", "contents", "on" if is_yes else "off")
        elif kind == "toc.enabled.selectable":
            states = ("open", "current") if is_yes else ("locked", "hidden", "absent", "current")
            self._expect("state", self.item(activity), *states)
        elif kind == "toc.visible":
            states = ("open", "locked", "current") if is_yes else ("hidden", "absent")
            self._expect("state", self.item(activity), *states)
        elif kind != "click.button":
            raise NotPlayable(f"the question {question} is not known")

    def _api(self, command: str) -> None:
        code, _, rest = command.partition("->")
        if code == "COI":
            names = rest.split(",")
            self._call("GetValue", ("cmi.objectives._count",), (str(len(names)),), "0")
            for name in names:
                self._call("GetValue", (f"cmi.objectives.&{name}&.id",), (name,), "0")
            return
        if code not in FUNCTIONS:
            raise NotPlayable(f"the command {code} is not known")
        written, value, error = rest.rsplit("->", 2) if code != "T" else ("", "t", "0")
        if code == "GET":
            element = ".".join(WORDS.get(word, word) for word in written.split("~"))
            element = element.replace("tar.", "{target=")
            if "{target=" in element:
                element += "}"
            answer = "*" if element.endswith("&.id") else WORDS.get(value, value)
            is_judged = ".request_valid.choice" not in element and ".request_valid.jump" not in element
            self._call("GetValue", (element,), (answer,), error if is_judged else "*")
        elif code == "SET":
            element, _, assigned = written.partition("!")
            names = [WORDS.get(word, word) for word in element.split("~")]
            if assigned.startswith("tar~"):
                _, target, request = assigned.split("~")
                assigned = f"{{target={target}}}{WORDS[request]}"
            self._call(
                "SetValue",
                (".".join(names), WORDS.get(assigned, assigned)),
                (WORDS.get(value, value),),
                error,
            )
        else:
            self._call(FUNCTIONS[code], ("",), (WORDS.get(value, value),), error)

    def _call(
        self,
        function: str,
        arguments: tuple[str, ...],
        answers: tuple[str, ...],
        code: str,
        on_unload: bool = False,
    ) -> None:
        expected = Expected(tuple(map(_answer, answers)))
        text = f"{function}{arguments} -> {expected} ! {code}"
        codes = None if code == "*" else frozenset({code})
        self.steps.append(
            Call(len(self.steps), text, function, arguments, expected, codes, on_unload=on_unload)
        )

    def _instruction(self, visit: Visit) -> None:
        """Write what the learner does after a visit."""
        word, _, target = visit.instruction.partition("~")
        if word == "Choice":
            self.choose(target)
        elif word == "RootSX4b":
            self.choose(ROOT)
        elif word in {"HasEnded", "AutoTest"}:
            self._expect("item", "", "none")
        elif word.startswith(("Relaunch", "SuspendCM")):
            self.command("settle")
            self.command("relaunch")
        elif word not in INSTRUCTIONS:
            raise NotPlayable(f"the instruction {visit.instruction} is not known")
        for command in INSTRUCTIONS.get(word, ()):
            self.command(*command.split())
        if word == "RelaunchCM10":
            self.choose("Activity 4")
