"""Small activity trees, and a learner who moves in one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorm.sequencing.answers import Answer, preview, process
from scorm.sequencing.model.enums import Edition, NavigationRequest
from scorm.sequencing.model.parsing import Item, build_tree
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.state import State, new_state
from scorm.sequencing.model.tree import ActivityTree
from scorm.sequencing.processes.session import Session

Data = dict[str, Any]

FLOW: Data = {"controlMode": {"flow": True, "choice": True}}
FLOW_ALONE: Data = {"controlMode": {"flow": True, "choice": False}}
CHOICE: Data = {"controlMode": {"flow": False, "choice": True}}
UNTRACKED: Data = {"deliveryControls": {"tracked": False}}
ONE_ATTEMPT: Data = {"limitConditions": {"attemptLimit": 1}}

DONE = {"completion_status": "completed", "success_status": "passed"}
FAILED = {"completion_status": "completed", "success_status": "failed"}
INCOMPLETE = {"completion_status": "incomplete"}


def merged(*parts: Data) -> Data:
    """Join the elements of several imsss:sequencing; the same element's parts are joined too."""
    whole: Data = {}
    for part in parts:
        for name, value in part.items():
            if isinstance(value, dict) and name in whole:
                whole[name] = {**whole[name], **value}
            else:
                whole[name] = value
    return whole


def leaf(identifier: str, *sequencing: Data, is_visible: bool = True) -> Item:
    return Item(identifier, merged(*sequencing), is_visible)


def cluster(identifier: str, *children: Item, sequencing: Data | None = None, **modes: bool) -> Item:
    controls = {"controlMode": {"flow": True, "choice": True, **modes}}
    return Item(identifier, merged(controls, sequencing or {}), True, children)


def when(condition: str, *, of: str = "", negated: bool = False, than: float | None = None) -> Data:
    found: Data = {"condition": condition, "operator": "not" if negated else "noOp"}
    if of:
        found["referencedObjective"] = of
    if than is not None:
        found["measureThreshold"] = than
    return found


def rule(action: str, *conditions: Data | str, combination: str = "all") -> Data:
    """One sequencing rule in its kind, by its action."""
    kinds = {"skip": "pre", "disabled": "pre", "hiddenFromChoice": "pre", "stopForwardTraversal": "pre"}
    kind = {"exit": "exit"}.get(action, kinds.get(action, "post"))
    made = [when(c) if isinstance(c, str) else c for c in conditions]
    return {
        "sequencingRules": {
            f"{kind}ConditionRules": [
                {"action": action, "conditionCombination": combination, "conditions": made}
            ]
        }
    }


def rollup(*rules: Data, **controls: Any) -> Data:
    return {"rollupRules": {**controls, "rules": list(rules)}}


def rollup_rule(
    action: str, *conditions: Data | str, children: str = "all", combination: str = "any", **more: float
) -> Data:
    made = [when(c) if isinstance(c, str) else c for c in conditions]
    return {
        "action": action,
        "childActivitySet": children,
        "conditionCombination": combination,
        "conditions": made,
        **more,
    }


def objectives(*found: Data) -> Data:
    return {"objectives": list(found)}


def primary(identifier: str = "own", *maps: Data, minimum: float | None = None) -> Data:
    return {
        "objectiveID": identifier,
        "primary": True,
        "satisfiedByMeasure": minimum is not None,
        "minNormalizedMeasure": 1.0 if minimum is None else minimum,
        "mapInfo": list(maps),
    }


def secondary(identifier: str, *maps: Data) -> Data:
    return {**primary(identifier, *maps), "primary": False}


def reads(target: str, *items: str) -> Data:
    names = items or ("SatisfiedStatus", "NormalizedMeasure")
    return {"targetObjectiveID": target, **{f"read{name}": True for name in names}}


def writes(target: str, *items: str) -> Data:
    names = items or ("SatisfiedStatus", "NormalizedMeasure")
    return {"targetObjectiveID": target, **{f"write{name}": True for name in names}}


def tree_of(*items: Item, sequencing: Data | None = None, edition: Edition = Edition.FOURTH) -> ActivityTree:
    return build_tree(items, FLOW if sequencing is None else sequencing, edition=edition)


@dataclass
class Learner:
    """A learner in a tree, who sets the data of content and sends the requests of the player.

    Every state goes through JSON, as it does on its way to a database.
    """

    tree: ActivityTree
    state: State
    answer: Answer | None = None
    seed: str = "försök-1"

    @classmethod
    def of(cls, *items: Item, sequencing: Data | None = None, edition: Edition = Edition.FOURTH) -> Learner:
        return cls(tree_of(*items, sequencing=sequencing, edition=edition), new_state())

    def requests(self, request: str, target: str = "", cmi: Mapping[str, Any] | None = None) -> Answer:
        """Make a navigation request, the current content having set `cmi`."""
        sco = None if cmi is None else ScoData.from_cmi(cmi)
        state, self.answer = process(
            self.tree, self.state, NavigationRequest(request), target=target, sco=sco, seed=self.seed
        )
        self.state = json.loads(json.dumps(state))
        return self.answer

    def starts(self) -> str:
        return self.requests("start").delivered

    def goes(self, request: str, target: str = "", **cmi: Any) -> str:
        """Make a request after what the content has set; return what is delivered, or the exception."""
        answer = self.requests(request, target, cmi or None)
        return answer.delivered or answer.exception or (answer.ended or "nothing")

    def sees(self, **cmi: Any) -> Answer:
        return preview(self.tree, self.state, sco=ScoData.from_cmi(cmi) if cmi else None, seed=self.seed)

    def shown(self, **cmi: Any) -> dict[str, str]:
        """Return how the table of contents shows each item."""
        return {item.identifier: item.state.value for item in self.sees(**cmi).validity.items}

    def refusals(self, **cmi: Any) -> dict[str, str]:
        """Return the exception of each choice that is not valid."""
        items = self.sees(**cmi).validity.items
        return {item.identifier: item.exception for item in items if item.exception}

    @property
    def session(self) -> Session:
        return Session.load(self.tree, self.state, self.seed)

    def status(self, identifier: str) -> tuple[bool | None, bool | None]:
        """Return an activity's completion and success."""
        session, activity = self.session, self.tree.by_identifier[identifier]
        return session.completed(activity), session.satisfied(activity)

    def measure(self, identifier: str) -> float | None:
        return self.session.measure(self.tree.by_identifier[identifier])

    def attempts(self, identifier: str) -> int:
        return self.session.state_of(self.tree.by_identifier[identifier]).attempts
