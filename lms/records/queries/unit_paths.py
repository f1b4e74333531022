"""The names from a unit's root down to it, for many units with one query."""

from __future__ import annotations

from collections.abc import Iterable

from people.api import Unit


class UnitPaths:
    """Answers `names(unit)` for the units it was made for."""

    def __init__(self, units: Iterable[Unit]) -> None:
        keys = {key for unit in units for key in unit.path_keys}
        found = Unit.objects.filter(pk__in=keys) if keys else Unit.objects.none()
        self._names = dict(found.values_list("pk", "name"))

    def names(self, unit: Unit) -> list[str]:
        return [self._names[key] for key in unit.path_keys]
