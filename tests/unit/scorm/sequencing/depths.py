"""Trees of two and three levels, and sessions that play their leaves."""

from __future__ import annotations

from typing import Any

from scorm.sequencing.model.parsing import Item
from scorm.sequencing.model.tree import ROOT
from tests.unit.scorm.sequencing.trees import FLOW, Learner, cluster, merged


def at_depth(depth: int, *items: Item, sequencing: dict[str, Any] | None = None) -> tuple[Learner, str]:
    """Put the items right below the root, or in a cluster in a cluster; return the tree's items."""
    if depth == 2:
        return Learner.of(*items, sequencing=merged(FLOW, sequencing or {})), ROOT
    return Learner.of(cluster("yttre", cluster("inre", *items, sequencing=sequencing))), "inre"


def played(learner: Learner, *cmis: dict[str, Any]) -> Learner:
    """Play the leaves in order, each with what it sets, and end everything."""
    learner.starts()
    for cmi in cmis[:-1]:
        learner.requests("continue", cmi=cmi)
    learner.requests("exitAll", cmi=cmis[-1])
    return learner


def score(scaled: float, **more: Any) -> dict[str, Any]:
    return {"score": {"scaled": str(scaled)}, **more}
