"""The municipalities' units: administration, operation, unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def _small(code: str, name: str, administration: str, districts: str, homes: str) -> Town:
    """Return a municipality with a few units, named by districts and care homes."""
    return Town(
        code,
        name,
        administration,
        {
            HOME_CARE: {f"Hemtjänst {district}": 8 for district in districts.split()},
            CARE_HOME: dict.fromkeys(homes.split(), 9),
            HEALTH_CARE: {"Hemsjukvården": 6},
        },
    )


TOWNS = (
    _small("1440", "Ale", "Vård och omsorg", "Nödinge Älvängen", "Klockarängen"),
    _small("1489", "Alingsås", "Vård- och omsorgsförvaltningen", "Centrum Sollebrunn", "Ginstgården"),
    Town(
        "1480",
        "Göteborg",
        "Äldre samt vård- och omsorgsförvaltningen",
        {
            HOME_CARE: {
                "Hemtjänst Angered": 13,
                "Hemtjänst Hisingen": 13,
                "Hemtjänst Majorna": 12,
                "Hemtjänst Örgryte": 12,
            },
            CARE_HOME: {"Lönngården": 14, "Havsvinden": 13, "Trädgårdshuset": 12},
            HEALTH_CARE: {"Hemsjukvården Centrum": 10, "Hemsjukvården Nordost": 9, "Rehab Göteborg": 8},
        },
    ),
    _small("1401", "Härryda", "Sektorn för vård och omsorg", "Mölnlycke Landvetter", "Ekåsen"),
    _small("1384", "Kungsbacka", "Förvaltningen för vård och omsorg", "Onsala Fjärås", "Sandlyckan"),
    _small("1482", "Kungälv", "Vård och äldreomsorg", "Ytterby Marstrand", "Fästningsgården"),
    _small("1441", "Lerum", "Vård och omsorg", "Gråbo Floda", "Lindåsen"),
    _small("1462", "Lilla Edet", "Omsorgsförvaltningen", "Lödöse", "Ängsviolen"),
    Town(
        "1481",
        "Mölndal",
        "Vård och omsorg",
        {
            HOME_CARE: {
                "Hemtjänst Åby": 17,
                "Hemtjänst Kållered": 11,
                "Hemtjänst Lindome": 11,
                "Nattpatrullen": 7,
            },
            CARE_HOME: {"Björkbacken": 14, "Ängskullen": 12},
            HEALTH_CARE: {"Hemsjukvården Norr": 9, "Hemsjukvården Söder": 8, "Rehab Mölndal": 6},
        },
    ),
    _small("1402", "Partille", "Vård- och omsorgsförvaltningen", "Sävedalen Öjersjö", "Lärkbacken"),
    _small("1415", "Stenungsund", "Sektor socialtjänst", "Stora-Höga", "Strandliden"),
    _small("1419", "Tjörn", "Socialförvaltningen", "Skärhamn", "Klippgården"),
    _small("1407", "Öckerö", "Socialförvaltningen", "Hönö", "Solhöjden"),
)


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
    return {town.code: _create_tree(town) for town in TOWNS}


def _create_tree(town: Town) -> Tree:
    municipality, _ = Municipality.objects.get_or_create(code=town.code, defaults={"name": town.name})
    top = CreateUnit(
        name=town.administration, municipality=municipality, kind=UnitKind.ADMINISTRATION, by=None
    ).run()
    operations = {
        name: CreateUnit(
            name=name, municipality=municipality, kind=UnitKind.OPERATION, parent=top, by=None
        ).run()
        for name in town.operations
    }
    return Tree(municipality, top, operations, tuple(_places(town, operations)))


def _places(town: Town, operations: Mapping[str, Unit]) -> Iterator[Workplace]:
    for operation, units in town.operations.items():
        for name, size in units.items():
            unit = CreateUnit(
                name=name,
                municipality=operations[operation].municipality,
                kind=UnitKind.UNIT,
                parent=operations[operation],
                by=None,
            ).run()
            yield Workplace(unit, operation, size)
