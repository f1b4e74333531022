"""The municipalities' units: administration, operation, unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from demo.catalogues.toml_files import REGION, read_toml
from people.api import CreateUnit, Municipality, Unit, UnitKind

#: the operations, which decide the job titles in their units
HOME_CARE, CARE_HOME, HEALTH_CARE = "Hemtjänst", "Vård- och omsorgsboende", "Hälso- och sjukvård"


@dataclass(frozen=True)
class Town:
    """A municipality: its administration, and the units of each operation with their number of staff."""

    code: str
    name: str
    administration: str
    operations: Mapping[str, Mapping[str, int]]


@cache
def towns() -> tuple[Town, ...]:
    """Return the municipalities of the region."""
    rows = read_toml(REGION / "municipalities.toml")["municipalities"]
    return tuple(
        Town(row["code"], row["name"], row["administration"], row.get("operations") or _operations(**row))
        for row in rows
    )


def _operations(
    districts: Iterable[str], homes: Iterable[str], **values: str
) -> Mapping[str, Mapping[str, int]]:
    """Return the units of a municipality of which only districts and care homes are named."""
    return {
        HOME_CARE: {f"Hemtjänst {district}": 8 for district in districts},
        CARE_HOME: dict.fromkeys(homes, 9),
        HEALTH_CARE: {"Hemsjukvården": 6},
    }


@dataclass(frozen=True)
class Workplace:
    """A unit with `size` employees in an operation."""

    unit: Unit
    operation: str
    size: int


@dataclass(frozen=True)
class Tree:
    """The units of a municipality."""

    municipality: Municipality
    top: Unit
    operations: Mapping[str, Unit]
    places: tuple[Workplace, ...]


def seed_units() -> dict[str, Tree]:
    """Create the units of all municipalities and return them by code. Requires a database without units."""
    return {town.code: _create_tree(town) for town in towns()}


def _create_tree(town: Town) -> Tree:
    municipality, _ = Municipality.objects.get_or_create(code=town.code, defaults={"name": town.name})
    create = partial(CreateUnit, municipality=municipality, by=None)
    top = create(name=town.administration, kind=UnitKind.ADMINISTRATION).run()
    operations = {
        name: create(name=name, kind=UnitKind.OPERATION, parent=top).run() for name in town.operations
    }
    places = tuple(
        Workplace(create(name=name, kind=UnitKind.UNIT, parent=operations[operation]).run(), operation, size)
        for operation, units in town.operations.items()
        for name, size in units.items()
    )
    return Tree(municipality, top, operations, places)
