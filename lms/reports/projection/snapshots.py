"""Conversion of a person's employments to and from JSON; equal JSON means equal contributions."""

from typing import Any

from lms.requirements.api import EmploymentInterval, Interval


def to_json(employments: list[EmploymentInterval]) -> dict[str, Any]:
    return {
        "presences": [
            [list(p.scopes), p.start, p.end, sorted(map(list, p.due.items())), _exempt_to_json(p)]
            for p in employments
        ]
    }


def from_json(data: dict[str, Any]) -> list[EmploymentInterval]:
    return [
        EmploymentInterval(tuple(scopes), start, end, dict(due), _exempt_from_json(exempt))
        for scopes, start, end, due, exempt in data["presences"]
    ]


def _exempt_to_json(employment: EmploymentInterval) -> list[list[Any]]:
    return [
        [module, [list(interval) for interval in intervals]]
        for module, intervals in sorted(employment.exempt.items())
    ]


def _exempt_from_json(exempt: list[list[Any]]) -> dict[int, list[Interval]]:
    return {module: [(start, end) for start, end in intervals] for module, intervals in exempt}
