"""Scripts played against the sequencing package alone: no browser, no server, no run-time.

Played are the steps that sequencing answers: what is delivered, how the contents and the buttons show it,
adl.nav.request_valid, and what the package amounts to. Calls of the data model are taken as they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from lms.runtimes.scorm.sequencing.sco_data import SEQUENCED_ELEMENTS
from scorm.sequencing.answers import Answer, objectives_of, preview, process
from scorm.sequencing.model.enums import NavigationRequest
from scorm.sequencing.model.sco import ScoData, request_at_termination
from scorm.sequencing.model.state import State, new_state
from scorm.sequencing.model.tree import ActivityTree
from scorm.sequencing.opening import open_session
from scorm.sequencing.validity import ItemState
from tests.conformance.language.steps import Call, Command, Held, Script, Sight, Step

#: the element of an objective that each item of sequencing is
ELEMENTS = {
    "satisfied": "success_status",
    "completed": "completion_status",
    "progress": "progress_measure",
    "measure": "score.scaled",
    **{item: f"score.{item}" for item in ("raw", "min", "max")},
}
#: what an element is before anything is known
UNSET = {"success_status": "unknown", "completion_status": "unknown"}
TARGETED = re.compile(r"adl\.nav\.request_valid\.(choice|jump)\.\{target=(.+)\}")


def _written(item: str, value: float | bool | None) -> str:
    words = {"satisfied": ("failed", "passed"), "completed": ("incomplete", "completed")}
    return words[item][bool(value)] if item in words else f"{value:g}"


@dataclass
class SequencingStage:
    """A learner at a package."""

    tree: ActivityTree
    state: State = field(default_factory=new_state)
    item: str = ""
    #: flat elements that content has set, by item; kept while the item's attempt is suspended
    elements: dict[str, dict[str, str]] = field(default_factory=dict)
    request: str = ""
    #: whether content has set what sequencing reads since its last commit
    is_changed: bool = False
    answer: Answer | None = None
    #: what has been recorded of the package, which never goes backwards
    recorded: dict[str, str] = field(default_factory=dict)
    #: the exceptions of the pseudo-code that were met, also in what the contents show
    exceptions: set[str] = field(default_factory=set)

    def play(self, script: Script) -> list[str]:
        """Play every step; return those that differ."""
        return [difference for step in script.steps if (difference := self._play(step))]

    def _play(self, step: Step) -> str:
        if isinstance(step, Command):
            self._command(step)
            return ""
        if isinstance(step, Call):
            got = self._call(step)
        elif isinstance(step, Sight):
            got = self._sight(step)
        else:
            got = self._held(step) if isinstance(step, Held) else None
        if got is None or step.expected.matches(got):
            return ""
        return f"line {step.line}: {step.text}: expected {step.expected}, got {got}"

    def _command(self, step: Command) -> None:
        match step.word:
            case "launch" | "relaunch":
                self.state, answer = open_session(self.tree, self.state, sco=self.sco())
                self._take(answer)
            case "start":
                self.state, answer = process(
                    self.tree, new_state(), NavigationRequest.CHOICE, target=step.argument
                )
                self._take(answer)
            case "choose":
                self._request(NavigationRequest.CHOICE, step.argument)
            case "navigate":
                self._request(NavigationRequest(step.argument))

    def _call(self, call: Call) -> str | None:
        if call.on_unload:
            return None  # the learner's navigation takes precedence over what content requests in its wake
        element = self._indexed(call.arguments[0]) if call.arguments else ""
        if call.function == "SetValue" and call.expected.matches("true"):
            if element == "adl.nav.request":
                self.request = call.arguments[1]
            else:
                self.elements.setdefault(self.item, {})[element] = call.arguments[1]
                path = element.removeprefix("cmi.")
                self.is_changed |= path == "exit" or bool(SEQUENCED_ELEMENTS.fullmatch(path))
        elif call.function == "Commit":
            self.is_changed = False
        elif call.function == "Terminate":
            exit_value = self.elements.get(self.item, {}).get("cmi.exit", "")
            request, target = request_at_termination(exit_value, self.request)
            self._request(request, target, exit_value=exit_value, is_set="")
        elif call.function == "GetValue" and element.startswith("adl.nav.request_valid."):
            return "unknown" if self.is_changed else self._is_valid(element)
        elif call.function == "GetValue" and element.startswith("cmi.objectives.") and call.codes == {"0"}:
            return self.elements.get(self.item, {}).get(element, UNSET.get(element.rpartition(".")[2]))
        return None

    def _indexed(self, element: str) -> str:
        """Replace an identifier in the place of an index, cmi.objectives.&id&.score.raw, by its index."""
        before, mark, rest = element.partition("&")
        identifier, _, after = rest.partition("&")
        elements = self.elements.get(self.item, {})
        found = [
            key[len(before) : -len(".id")]
            for key, value in elements.items()
            if key.startswith(before) and key.endswith(".id") and value == identifier
        ]
        return f"{before}{found[0] if found else -1}{after}" if mark else element

    def _request(
        self,
        request: NavigationRequest,
        target: str = "",
        exit_value: str = "suspend",
        is_set: str = "incomplete",
    ) -> None:
        """Make a request; content that has terminated has ended, also where it is refused."""
        sco = self.sco(exit_value, is_set)
        state, answer = process(self.tree, self.state, request, target=target, sco=sco)
        if answer.exception and not answer.is_terminated and self.item:
            self._collect_exceptions(answer)
            state, answer = process(self.tree, self.state, NavigationRequest.EXIT, sco=sco)
        self.state = json.loads(json.dumps(state))
        self._take(answer)

    def _collect_exceptions(self, answer: Answer) -> None:
        self.exceptions |= {answer.exception, *(item.exception for item in answer.validity.items)}

    def _take(self, answer: Answer) -> None:
        self._collect_exceptions(answer)
        self.answer, self.item, self.request = answer, answer.delivered, ""
        self.is_changed = False
        if answer.delivered:
            if not answer.is_resumed:
                self.elements.pop(answer.delivered, None)
            self._initialise_objectives()
        self._record(answer)

    def _initialise_objectives(self) -> None:
        """Let cmi.objectives begin with what sequencing knows (RTE 4.2.17)."""
        elements = self.elements.setdefault(self.item, {})
        for number, objective in enumerate(objectives_of(self.tree, self.state, self.item)):
            elements[f"cmi.objectives.{number}.id"] = objective.identifier
            for item, value in objective.items.items():
                elements[f"cmi.objectives.{number}.{ELEMENTS[item]}"] = _written(item, value)

    def _record(self, answer: Answer) -> None:
        done = {True: "completed", False: "incomplete", None: "incomplete"}[answer.rollup.completed]
        success = {True: "passed", False: "failed", None: "unknown"}[answer.rollup.satisfied]
        if self.recorded.get("completion_status") != "completed":
            self.recorded["completion_status"] = done
        if self.recorded.get("success_status") != "passed" and success != "unknown":
            self.recorded["success_status"] = success
        if answer.rollup.measure is not None:
            self.recorded["score_scaled"] = f"{answer.rollup.measure:g}"

    def sco(self, exit_value: str = "suspend", completion: str = "incomplete") -> ScoData | None:
        """Return what the item that plays has set; `completion` while it plays and has not set its own."""
        if not self.item:
            return None
        reported: dict[str, Any] = {"cmi": {"completion_status": completion}}
        for element, value in self.elements.get(self.item, {}).items():
            *parents, last = element.split(".")
            place = reported
            for name in parents:
                place = place.setdefault(name, {})
            place[last] = value
        return ScoData.from_cmi(reported["cmi"], exit_value)

    def _sees(self) -> Answer:
        answer = preview(self.tree, self.state, sco=self.sco())
        self._collect_exceptions(answer)
        return answer

    def _is_valid(self, element: str) -> str:
        """Return what content is answered: as if it ended now with what it has set itself, be it nothing."""
        elements = self.elements.get(self.item, {})
        sco = self.sco(elements.get("cmi.exit", "")) if elements else None
        validity = preview(self.tree, self.state, sco=sco).validity
        if found := TARGETED.fullmatch(element):
            items = [item for item in validity.items if item.identifier == found[2]]
            allowed = [item.allows_jump if found[1] == "jump" else not item.exception for item in items]
            return str(any(allowed)).lower()
        is_forward = element.endswith("continue")
        return str(validity.allows_continue if is_forward else validity.allows_previous).lower()

    def _sight(self, sight: Sight) -> str | None:
        if sight.what == "item":
            return self.item or "none"
        validity = self._sees().validity
        if sight.what == "state":
            return self._state_of(sight.item)
        if sight.item == "close":
            return None
        if sight.item in validity.hides:
            return "hidden"
        allowed = validity.allows_continue if sight.item == "continue" else validity.allows_previous
        return "on" if allowed or self._is_beside_open(1 if sight.item == "continue" else -1) else "off"

    def _state_of(self, identifier: str) -> str:
        """Return how the player shows an item."""
        if identifier == self.item:
            return "current"
        found = [item for item in self._sees().validity.items if item.identifier == identifier]
        if not found or found[0].exception == "SB.2.9-2":
            return "absent"
        is_visible = self.tree.by_identifier[identifier].is_visible
        if is_visible and found[0].state == ItemState.HIDDEN:
            return "hidden"
        return "open" if not found[0].exception else "locked"

    def _is_beside_open(self, step: int) -> bool:
        """Return whether the leaf beside the current one may be chosen: the buttons then choose it."""
        leaves = [
            item
            for item in self._sees().validity.items
            if self.tree.by_identifier[item.identifier].is_leaf and item.exception != "SB.2.9-2"
        ]
        names = [item.identifier for item in leaves]
        if self.item not in names:
            return False
        place = names.index(self.item) + step
        return 0 <= place < len(leaves) and leaves[place].state == ItemState.OPEN

    def _held(self, held: Held) -> str | None:
        if not held.name.startswith("package."):
            return None
        if self.item:
            self._record(self._sees())
        return self.recorded.get(held.name.removeprefix("package."), "unknown")
