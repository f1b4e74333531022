"""What the files say: one row a person and module, or one a module and municipality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.reports.enums import Standing
from lms.reports.queries.region import RegionFigures
from lms.reports.queries.standings import PersonStanding
from lms.reports.scopes import scope_of
from people.api import Municipality

HIDDEN = "–"


def people_header() -> list[str]:
    return [
        _("First name"),
        _("Last name"),
        _("Unit"),
        _("Title"),
        _("Module"),
        _("Standing"),
        _("Done on"),
        _("Valid to"),
        _("Done by"),
    ]


def people_rows(rows: Iterable[PersonStanding], titles: Mapping[int, str]) -> Iterator[list[Any]]:
    labels = {standing: str(standing.label) for standing in Standing}
    person, who = None, ["", "", "", ""]
    for row in rows:
        employed = row.employed
        if employed.person != person:
            person = employed.person
            who = [employed.first_name, employed.last_name, employed.unit, employed.title]
        yield [
            *who,
            titles[row.module],
            labels[row.standing],
            row.achieved_on,
            row.valid_to,
            row.due_on,
        ]


def region_header() -> list[str]:
    return [_("Module"), _("Municipality"), _("Done"), _("Employed")]


def region_rows(
    figures: RegionFigures,
    municipalities: Iterable[Municipality],
    titles: Mapping[int, str],
    *,
    chosen: int | None,
) -> Iterator[list[Any]]:
    """The published numbers of every module or the one chosen, rounded, with a dash where they are hidden."""
    for module, row in figures.modules.items():
        if chosen not in (None, module):
            continue
        places = [(str(m), row.cells[scope_of(m)]) for m in municipalities]
        for name, share in [(_("The whole region"), row.total), *places]:
            done, counted = (share.done, share.counted) if share else (HIDDEN, HIDDEN)
            yield [titles[module], name, done, counted]
