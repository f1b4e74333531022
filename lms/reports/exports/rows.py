"""Rows of exported files: one per person and module, or one per module and municipality."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.reports.projection.contributions import scope_of
from lms.reports.queries.region import RegionFigures
from lms.reports.queries.statuses import PersonStatus
from lms.requirements.api import RequirementStatus
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


def people_rows(rows: Iterable[PersonStatus], titles: Mapping[int, str]) -> Iterator[list[Any]]:
    labels = {status: str(status.label) for status in RequirementStatus}
    person, columns = None, ["", "", "", ""]
    for row in rows:
        employed = row.employed
        if employed.person != person:
            person = employed.person
            columns = [employed.first_name, employed.last_name, employed.unit, employed.title]
        yield [
            *columns,
            titles[row.module],
            labels[row.status],
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
    """Yield the published, rounded numbers of every module or of `chosen`; hidden numbers are a dash."""
    for module, row in figures.modules.items():
        if chosen not in (None, module):
            continue
        places = [(str(m), row.cells[scope_of(m)]) for m in municipalities]
        for name, share in [(_("The whole region"), row.total), *places]:
            done, counted = (share.done, share.counted) if share else (HIDDEN, HIDDEN)
            yield [titles[module], name, done, counted]
