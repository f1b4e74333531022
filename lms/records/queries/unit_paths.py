"""Names of the units from the root down to a unit, for many units with one query."""

from __future__ import annotations

from collections.abc import Iterable

from people.api import Unit


class UnitPaths:
    """The names on the paths of the given units."""

    def __init__(self, units: Iterable[Unit]) -> None:
        keys = {key for unit in units for key in unit.path_keys}
        units_on_paths = Unit.objects.filter(pk__in=keys) if keys else Unit.objects.none()
        self._names = dict(units_on_paths.values_list("pk", "name"))

    def names(self, unit: Unit) -> list[str]:
        return [self._names[key] for key in unit.path_keys]
