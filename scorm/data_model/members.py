"""Rules between members of a collection: no gaps, an identifier first, the type before its answers.

SCORM 1.2 RTE 3.4.3 and 2004 RTE 4.1.1.3 (indices without gaps), 2004 RTE 4.2.9 and 4.2.17 (dependencies,
unique identifiers). The run-time enforces the same rules on content, so data that breaks them was not sent by
it, and a state with a gap in it could not be loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scorm.data_model.responses import allows_pattern_number, holds_pattern, holds_response
from scorm.enums import PackageStandard

Member = dict[str, Any]
#: removes the invalid elements of a member and returns their paths; None if the member itself is invalid
Pruner = Callable[[Member, str], "list[str] | None"]


def prune(cmi: dict[str, Any], standard: str) -> tuple[str, ...]:
    """Remove the invalid elements of a nested data model and return them. `cmi` is changed."""
    collections: dict[str, Pruner]
    if standard == PackageStandard.SCORM_12:
        collections = {"interactions": _interaction_12, "objectives": _anything}
    else:
        collections = {
            "interactions": _interaction_2004,
            "objectives": _identified_once(),
            "comments_from_learner": _anything,
        }
    return tuple(_inside(cmi, "", collections))


def _prune_collection(parent: dict[str, Any], name: str, path: str, prune_member: Pruner) -> list[str]:
    members: dict[str, Member] = parent[name]
    taken: list[str] = []
    expected = 0
    for key in sorted(members, key=int):
        place = f"{path}.{key}"
        lost = prune_member(members[key], place) if int(key) == expected else None
        if lost is None:
            taken += _paths(members.pop(key), place)
        else:
            taken += lost
            expected += 1
    if not members:
        del parent[name]
    return taken


def _anything(member: Member, path: str) -> list[str]:
    return []


def _interaction_12(member: Member, path: str) -> list[str]:
    return _inside(member, path, {"objectives": _anything, "correct_responses": _anything})


def _interaction_2004(member: Member, path: str) -> list[str] | None:
    if "id" not in member:
        return None
    kind = member.get("type", "")
    taken = []
    if "learner_response" in member and not holds_response(kind, member["learner_response"]):
        del member["learner_response"]
        taken.append(f"{path}.learner_response")
    return taken + _inside(
        member, path, {"objectives": _identified_once(), "correct_responses": _pattern_of(kind)}
    )


def _inside(member: Member, path: str, collections: Mapping[str, Pruner]) -> list[str]:
    taken: list[str] = []
    for name, prune_member in collections.items():
        if name in member:
            taken += _prune_collection(member, name, f"{path}.{name}".lstrip("."), prune_member)
    return taken


def _identified_once() -> Pruner:
    """Return a pruner that requires unique identifiers (RTE 4.2.17.1: a second one is error 351)."""
    identifiers: set[str] = set()

    def prune_member(member: Member, path: str) -> list[str] | None:
        if "id" not in member or member["id"] in identifiers:
            return None
        identifiers.add(member["id"])
        return []

    return prune_member


def _pattern_of(kind: str) -> Pruner:
    def prune_member(member: Member, path: str) -> list[str] | None:
        index = int(path.rpartition(".")[2])
        holds = allows_pattern_number(kind, index) and holds_pattern(kind, member.get("pattern", ""))
        return [] if holds else None

    return prune_member


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}")
    else:
        yield path
