"""A person's inputs as plain data, equal exactly when they contribute the same."""

from __future__ import annotations

from typing import Any

from lms.reports.contributions import PersonInputs, Presence


def to_json(inputs: PersonInputs) -> dict[str, Any]:
    return {
        "presences": [
            [list(p.scopes), p.start, p.end, sorted(map(list, p.due.items()))] for p in inputs.presences
        ],
        "exempt": [[module, [list(s) for s in spells]] for module, spells in sorted(inputs.exempt.items())],
    }


def from_json(data: dict[str, Any]) -> PersonInputs:
    return PersonInputs(
        presences=[
            Presence(tuple(scopes), start, end, dict(pairs))
            for scopes, start, end, pairs in data["presences"]
        ],
        exempt={module: [(start, end) for start, end in spells] for module, spells in data["exempt"]},
    )
