"""The cost of a navigation request in a SCORM 2004 package in forced order, of 20, 200 and 1,000 items."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from typing import Any

from scorm.sequencing.answers import process
from scorm.sequencing.model.enums import NavigationRequest
from scorm.sequencing.model.parsing import Item, build_tree
from scorm.sequencing.model.sco import ScoData
from scorm.sequencing.model.state import new_state

SIZES = (20, 200, 1_000)
MOVES = 19


def sequencing_rows() -> Iterator[dict[str, object]]:
    """Yield the CPU time of a request: reading the state, the request, all validity, writing the state."""
    for size in SIZES:
        values = sorted(_moves(size))
        yield {
            "name": "scorm.sequencing.cpu_ms",
            "value": round(statistics.median(values), 2),
            "unit": "ms",
            "items": size,
            "worst": round(values[-1], 2),
        }


def _moves(size: int) -> Iterator[float]:
    items = [Item(f"del-{number}", _forced_order(number)) for number in range(size)]
    tree = build_tree(items, {"controlMode": {"flow": True, "choice": True}})
    stored = json.dumps(process(tree, new_state(), NavigationRequest.START)[0])
    sco = ScoData.from_cmi({"completion_status": "completed", "success_status": "passed"}, "")
    for number in range(1, MOVES + 1):
        begin = time.process_time()
        state, answer = process(tree, json.loads(stored), NavigationRequest.CONTINUE, sco=sco)
        stored = json.dumps(state)
        yield (time.process_time() - begin) * 1_000
        if answer.delivered != f"del-{number}":
            raise ValueError(answer.exception)


def _forced_order(number: int) -> dict[str, Any]:
    """Return an item disabled until the previous one is satisfied, by a global objective (SN 4.2.4)."""
    own = {"targetObjectiveID": f"mål-{number}", "writeSatisfiedStatus": True}
    before = {"targetObjectiveID": f"mål-{number - 1}", "readSatisfiedStatus": True}
    conditions = [
        {"condition": condition, "operator": "not", "referencedObjective": "before"}
        for condition in ("satisfied", "objectiveStatusKnown")
    ]
    rules = [{"action": "disabled", "conditionCombination": "any", "conditions": conditions}]
    return {
        "objectives": [
            {"objectiveID": "own", "primary": True, "mapInfo": [own]},
            {"objectiveID": "before", "primary": False, "mapInfo": [before]},
        ],
        "sequencingRules": {"preConditionRules": rules if number else []},
    }
