"""What the engine is asked: the tree, where the learner was, and what the part played has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from courses.enums import ItemKind
from courses.manifest import Manifest, ManifestItem
from lms.tracking.enums import EXIT_INTERRUPTED, EXIT_NORMAL, SuccessStatus
from lms.tracking.scorm.fold import flatten_cmi
from lms.tracking.scorm.seed import rules_told
from lms.tracking.scorm.status import Verdict
from lms.tracking.sequencing.engine import ask
from lms.tracking.sequencing.judgement import Judgement
from lms.tracking.sequencing.tree import activity_tree

#: navigation requests that content or the learner may make (SN 5.6), and ours: "reopen" is a new launch,
#: "look" asks how things stand and changes nothing
NAVIGATION = frozenset(
    {"continue", "previous", "choice", "jump", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"}
)
WITH_TARGET = frozenset({"choice", "jump"})
REOPEN = "reopen"
LOOK = "look"

#: how a part ended, in the engine's words; one that never told is taken up again, as if suspended
_EXITS = {EXIT_INTERRUPTED: "suspend", EXIT_NORMAL: ""}


def judge(
    manifest: Manifest,
    *,
    seed: str,
    moment: dt.datetime,
    request: str,
    target: str = "",
    state: Mapping[str, Any] | None = None,
    brought: Mapping[str, Any] | None = None,
    cmi: Mapping[str, str] | None = None,
    exit_told: str = "",
) -> Judgement:
    """Return the engine's judgement. Raises EngineFailed.

    What is drawn at random follows from `seed` alone, which is the same throughout a package attempt.
    `brought` has the global objectives that were known before it, heard as long as there is no `state`.
    `cmi` is what the part played has said, flat (`words_of`), None when it has said nothing since it was
    delivered; `exit_told` is `ScoState.exit`.
    """
    question = {
        "tree": activity_tree(manifest),
        "seed": seed,
        "now": int(moment.timestamp() * 1000),
        "state": state,
        "brought": brought,
        "cmi": cmi,
        "exit": _EXITS.get(exit_told, exit_told),
        "request": request,
        "target": target,
    }
    return Judgement.of(ask(question), manifest)


def may_be_asked(manifest: Manifest, request: str) -> bool:
    """Tell whether a package's edition knows the request: before the 4th there was no jump (SN 5.6).

    A jump passes over choice and hidden parts, and whether content or somebody else asks cannot be told.
    """
    return request != "jump" or "4th" in manifest.schema_version


def words_of(item: ManifestItem, cmi: Mapping[str, Any]) -> dict[str, str]:
    """Return a part's stored state with the rules by which the engine derives its status, flat."""
    told = {f"cmi.{path}": value for path, value in flatten_cmi(cmi)}
    return {**told, **rules_told(item), "cmi.mode": "normal", "cmi.credit": "credit"}


def words_of_verdict(words: Mapping[str, str], verdict: Verdict) -> dict[str, str]:
    """Return a part's words with those of how it went replaced by a verdict."""
    kept = {
        path: value
        for path, value in words.items()
        if path not in {"cmi.success_status", "cmi.progress_measure"} and not path.startswith("cmi.score.")
    }
    kept["cmi.completion_status"] = verdict.completion
    if verdict.success != SuccessStatus.UNKNOWN:
        kept["cmi.success_status"] = verdict.success
    if verdict.score_scaled is not None:
        kept["cmi.score.scaled"] = f"{verdict.score_scaled:g}"
    return kept


def is_silent(item: ManifestItem) -> bool:
    """Tell whether a part never speaks: opening it is all there is."""
    return item.kind == ItemKind.ASSET
