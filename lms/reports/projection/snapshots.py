"""A person's inputs as plain data, equal exactly when they contribute the same."""

from __future__ import annotations

from typing import Any

from lms.reports.projection.contributions import PersonInputs, Presence
from lms.reports.projection.intervals import Spell


def to_json(inputs: PersonInputs) -> dict[str, Any]:
    return {
        "presences": [
            [list(p.scopes), p.start, p.end, sorted(map(list, p.due.items())), _exempt_to_json(p)]
            for p in inputs.presences
        ]
    }


def from_json(data: dict[str, Any]) -> PersonInputs:
    return PersonInputs(
        presences=[
            Presence(tuple(scopes), start, end, dict(due), _exempt_from_json(exempt))
            for scopes, start, end, due, exempt in data["presences"]
        ]
    )


def _exempt_to_json(presence: Presence) -> list[list[Any]]:
    return [[module, [list(spell) for spell in spells]] for module, spells in sorted(presence.exempt.items())]


def _exempt_from_json(exempt: list[list[Any]]) -> dict[int, list[Spell]]:
    return {module: [(start, end) for start, end in spells] for module, spells in exempt}
