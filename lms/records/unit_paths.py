"""The names from a unit's root down to it, for many units with one query."""

from __future__ import annotations

from collections.abc import Iterable

from lms.people.models import Unit


class UnitPaths:
    """Answers `names(unit)` for the units it was made for."""

    def __init__(self, units: Iterable[Unit]) -> None:
        prefixes = {prefix for unit in units for prefix in _prefixes(unit)}
        found = Unit.objects.filter(path__in=prefixes) if prefixes else Unit.objects.none()
        self._names = dict(found.values_list("path", "name"))

    def names(self, unit: Unit) -> list[str]:
        return [self._names[prefix] for prefix in _prefixes(unit)]


def _prefixes(unit: Unit) -> list[str]:
    return [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
