"""What one person adds to the figures of the scopes where they are employed: DESIGN.md's definition, in days.

A figure on a day is the sum of changes up to that day, so that nothing needs recounting when a day passes:
an employment that ends and a completion that expires are changes in the future, known today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lms.reports.enums import Measure
from lms.reports.projection.intervals import FOREVER, Spell, covers, intersect, merge, subtract

#: (scope, module or ANY_MODULE, measure, day) -> change
Changes = Counter[tuple[str, int, str, int]]

#: entries about people rather than a module: who is employed, who is late with anything
ANY_MODULE = 0

COUNTED, DONE, LATE = Measure.COUNTED.value, Measure.DONE.value, Measure.LATE.value
EXPIRING, ACHIEVED = Measure.EXPIRING.value, Measure.ACHIEVED.value

#: a completion whose last valid day is this many days ahead, or fewer, expires soon
EXPIRING_DAYS = 60


@dataclass(slots=True)
class Presence:
    """A spell of one employment without leave, the scopes it lies in, and what is asked there by when.

    Leave and exemptions are those of the employment's own employer.
    """

    scopes: tuple[str, ...]
    start: int
    end: int
    #: module -> the last day in time
    due: dict[int, int] = field(default_factory=dict)
    #: module -> when exempt from it
    exempt: dict[int, list[Spell]] = field(default_factory=dict)

    def counted(self, module: int) -> list[Spell]:
        """Return the days on which this employment counts in the module's figures."""
        return subtract([(self.start, self.end)], self.exempt.get(module, []))


@dataclass(slots=True)
class PersonInputs:
    """All that a person's contributions follow from, but for completions."""

    presences: list[Presence] = field(default_factory=list)


@dataclass(slots=True)
class Done:
    """A person's completions of one module: when valid, when about to expire, and the days when achieved."""

    valid: list[Spell]
    expiring: list[Spell]
    achieved: list[int]

    @classmethod
    def from_spells(cls, spells: list[Spell]) -> Done:
        is_plain = len(spells) == 1 and spells[0][0] < spells[0][1]
        return cls(spells if is_plain else merge(spells), _expiring(spells), [start for start, _ in spells])


def contribute(
    changes: Changes,
    person: PersonInputs,
    done: dict[int, Done],
    *,
    detailed: Collection[str] | None = None,
    sign: int = 1,
) -> None:
    """Add to `changes` what the person contributes; `sign` -1 takes it away.

    Scopes outside `detailed` (None: all are in it) get the entries of `ANY_MODULE` alone.
    """
    for presences, scopes in _grouped(person.presences):
        here = merge((presence.start, presence.end) for presence in presences)
        late = _late(presences, done)
        any_late = merge(spell for spells in late.values() for spell in spells)
        _add_spells(changes, scopes, ANY_MODULE, COUNTED, here, sign)
        _add_spells(changes, scopes, ANY_MODULE, LATE, any_late, sign)
        inner = scopes if detailed is None else [scope for scope in scopes if scope in detailed]
        if not inner:
            continue
        for module, spells in late.items():
            _add_spells(changes, inner, module, LATE, spells, sign)
        counted_for = {
            module: merge(spell for presence in presences for spell in presence.counted(module))
            for module in {module for presence in presences for module in presence.exempt}
        }
        for module, counted in counted_for.items():
            _add_spells(changes, inner, module, COUNTED, subtract(here, counted), -sign)
        for module, record in done.items():
            counted = counted_for.get(module, here)
            _add_spells(changes, inner, module, DONE, intersect(counted, record.valid), sign)
            _add_spells(changes, inner, module, EXPIRING, intersect(counted, record.expiring), sign)
            achieved = (day for day in record.achieved if covers(counted, day))
            _add_days(changes, inner, module, ACHIEVED, achieved, sign)


def _grouped(presences: list[Presence]) -> Iterable[tuple[list[Presence], list[str]]]:
    """Scopes with the same presences, together: they get the same changes."""
    if len(presences) == 1:
        return [(presences, list(presences[0].scopes))]
    by_scope: dict[str, list[int]] = defaultdict(list)
    for index, presence in enumerate(presences):
        for scope in presence.scopes:
            by_scope[scope].append(index)
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for scope, indexes in by_scope.items():
        groups[tuple(indexes)].append(scope)
    return [([presences[index] for index in indexes], scopes) for indexes, scopes in groups.items()]


def _late(presences: list[Presence], done: dict[int, Done]) -> dict[int, list[Spell]]:
    late: dict[int, list[Spell]] = {}
    for module in {module for presence in presences for module in presence.due}:
        asked = merge(
            (max(start, presence.due[module] + 1), end)
            for presence in presences
            if module in presence.due
            for start, end in presence.counted(module)
        )
        valid = done[module].valid if module in done else []
        late[module] = subtract(asked, valid)
    return late


def _expiring(spells: list[Spell]) -> list[Spell]:
    """Return the days on which the last valid day, as known then, is `EXPIRING_DAYS` ahead or less.

    What is achieved later changes nothing about an earlier day: a past figure is as it was then.
    """
    found: list[Spell] = []
    in_order = sorted(spells)
    end = 0
    for number, (start, own_end) in enumerate(in_order):
        end = max(end, own_end)
        if end == FOREVER:
            break
        until = in_order[number + 1][0] if number + 1 < len(in_order) else end
        found.append((max(start, end - EXPIRING_DAYS - 1), min(end, until)))
    return merge(found)


def _add_spells(
    changes: Changes, scopes: list[str], module: int, measure: str, spells: Iterable[Spell], sign: int
) -> None:
    for start, end in spells:
        for scope in scopes:
            changes[scope, module, measure, start] += sign
            if end != FOREVER:
                changes[scope, module, measure, end] -= sign


def _add_days(
    changes: Changes, scopes: list[str], module: int, measure: str, days: Iterable[int], sign: int
) -> None:
    for day in days:
        for scope in scopes:
            changes[scope, module, measure, day] += sign
