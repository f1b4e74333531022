"""Scopes of figures: the region, a municipality, the subtree of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from people.api import Municipality, Unit, keys_in

REGION = "r"


def scope_of(place: Municipality | Unit | None) -> str:
    """Return the key of the whole region (None), a municipality or the subtree of a unit."""
    if place is None:
        return REGION
    return f"m{place.pk}" if isinstance(place, Municipality) else f"u{place.pk}"


class ScopeMap:
    """A mapping from units to the scopes that contain them."""

    def __init__(self, scopes_by_unit: dict[int, tuple[str, ...]]) -> None:
        self._scopes = scopes_by_unit

    def of_unit(self, unit_id: int) -> tuple[str, ...]:
        return self._scopes.get(unit_id, ())

    @classmethod
    def all(cls) -> ScopeMap:
        """Return the map of all scopes; one query."""
        rows = Unit.objects.order_by("path").values_list("pk", "path", "municipality_id")
        return cls(
            {
                pk: (REGION, f"m{municipality}", *(f"u{key}" for key in keys_in(path)))
                for pk, path, municipality in rows
            }
        )

    @classmethod
    def only(cls, places: Sequence[Municipality | Unit | None], units: Iterable[Unit]) -> ScopeMap:
        """Return the map of `units` limited to the scopes of `places`."""
        return cls(
            {unit.pk: tuple(scope_of(place) for place in places if lies_in(unit, place)) for unit in units}
        )


def lies_in(unit: Unit, place: Municipality | Unit | None) -> bool:
    if place is None:
        return True
    if isinstance(place, Municipality):
        return bool(unit.municipality_id == place.pk)
    return unit.is_within(place)
