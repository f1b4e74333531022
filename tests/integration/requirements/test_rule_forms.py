"""The rule for one person, in SQL and over time says the same of random people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from courses.models import ModuleVersion
from lms.attempts.models import Attempt
from lms.records.actions.version_expiry import DeclareVersionExpiry
from lms.reports.queries.listing import selection_of
from lms.reports.queries.statuses import employed_in, requirement_statuses
from lms.requirements.enums import RequirementStatus as Status
from lms.requirements.history import AssignmentIndex, covers, late_days, read_done, read_employments
from lms.requirements.remaining import remaining_for
from lms.requirements.rule import counted_employments
from lms.requirements.selection import within
from people.models import Person, Unit
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory, LeaveFactory, PersonFactory, make_unit
from tests.factories.records import AssignmentFactory, ExemptionFactory, make_completion, noon

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

DAY = dt.date(2026, 11, 21)
TITLES = ["Undersköterska", " usk", "Kock"]
NOT_COUNTED = (Status.ON_LEAVE, Status.EXEMPT)
DONE = (Status.DONE, Status.EXPIRING)

#: days from DAY: the limits of the rule and their neighbours more often than others
LIMITS = [-61, -60, -31, -30, -1, 0, 1, 59, 60, 61]
DUE_AT_LIMITS = [-1, 0, 1]
#: completions on these days are valid until the day before, the day itself, and 60 and 61 days ahead
END_AT_LIMITS = [-93, -92, -32, -31]
offsets = st.one_of(st.sampled_from([*LIMITS, *END_AT_LIMITS]), st.integers(-400, 100))
past = offsets.filter(lambda offset: offset <= 0)


def on(offset: int) -> dt.date:
    return DAY + dt.timedelta(days=offset)


@dataclass(frozen=True)
class Member:
    """What the records have of one person."""

    #: by unit: the title and the first day
    employments: dict[int, tuple[str, int]]
    #: the version and the day of each completion
    completions: list[tuple[int, int]]
    leave: int | None
    exemption: int | None
    begun: int | None


#: the first day of something without end; more often none, since a leave hides everything else
periods = st.integers(0, 5).flatmap(lambda number: offsets if number == 1 else st.none())
units = st.sampled_from([0, 1])
members = st.builds(
    Member,
    employments=st.dictionaries(units, st.tuples(st.sampled_from(TITLES), st.just(-400) | past), min_size=1),
    completions=st.lists(st.tuples(units, st.sampled_from(END_AT_LIMITS) | past), max_size=2),
    leave=periods,
    exemption=periods,
    begun=periods.filter(lambda offset: offset is None or offset <= 0),
)
assignments = st.dictionaries(
    st.tuples(units, st.sampled_from(["", " ", "USK"])), st.sampled_from(DUE_AT_LIMITS) | offsets, max_size=3
)


class Records:
    """A unit with one below it, three people, and two versions of a module that is valid for three months."""

    def __init__(self) -> None:
        top = make_unit("Vård och omsorg")
        self.units = [top, make_unit("Hemtjänst Åby", parent=top)]
        self.people = [PersonFactory() for _ in range(3)]
        self.versions = [make_module_version(valid_months=3)]
        self.versions.append(make_module_version(module=self.versions[0].module, valid_months=3))

    @property
    def module(self) -> int:
        return self.versions[0].module_id

    def write(self, members: list[Member], assigned: dict[tuple[int, str], int], expiry: int | None) -> None:
        for person, member in zip(self.people, members, strict=True):
            self._write_member(person, member)
        for (unit, title), due in assigned.items():
            AssignmentFactory(
                unit=self.units[unit],
                module=self.versions[0].module,
                title=title,
                due_on=on(due),
                created_by=self.people[0],
            )
        if expiry is not None:
            DeclareVersionExpiry(module_version=self.versions[1], last_valid_on=on(expiry), by=None).run()

    def _write_member(self, person: Person, member: Member) -> None:
        for unit, (title, since) in member.employments.items():
            EmploymentFactory(person=person, unit=self.units[unit], title=title, valid_from=on(since))
        for version, day in member.completions:
            make_completion(person, self.versions[version], on(day))
        employer = self.units[0].municipality
        if member.leave is not None:
            LeaveFactory(person=person, municipality=employer, valid_from=on(member.leave))
        if member.exemption is not None:
            module, since = self.versions[0].module, on(member.exemption)
            ExemptionFactory(
                person=person, municipality=employer, module=module, valid_from=since, created_by=person
            )
        if member.begun is not None:
            self._begin(person, self.versions[0], noon(on(member.begun)))

    def _begin(self, person: Person, version: ModuleVersion, moment: dt.datetime) -> None:
        attempt = Attempt.objects.create(
            person=person, module=version.module, module_version=version, active_at=moment
        )
        Attempt.objects.filter(pk=attempt.pk).update(started_at=moment)


def by_person(records: Records, unit: Unit) -> dict[int, Status]:
    """Return the status of each person in the unit by the rule for one person."""
    employed = list(employed_in(unit, DAY))
    rows = requirement_statuses(employed, [records.module], DAY)
    return {row.employed.person: row.status for row in rows}


def in_sql(records: Records, unit: Unit) -> dict[int, list[Status]]:
    """Return the statuses in whose lists each person is."""
    found: dict[int, list[Status]] = defaultdict(list)
    for status in Status:
        count, pairs = selection_of(unit, DAY, [records.module], status, all_modules=False).read(0, 10)
        assert count == len(pairs)
        for person, _module in pairs:
            found[person].append(status)
    return dict(found)


def over_time(records: Records, unit: Unit) -> dict[str, set[int]]:
    """Return the people who are counted, done, expiring and late on the day by the rule over time."""
    people = [person.pk for person in records.people]
    scopes = {each.pk: ("place",) for each in Unit.objects.filter(unit.subtree())}
    employments, done = read_employments(people, scopes, AssignmentIndex()), read_done(people)
    found: dict[str, set[int]] = defaultdict(set)
    day, module = DAY.toordinal(), records.module
    for person in people:
        own, record = employments[person], done.get(person, {}).get(module)
        if any(covers(employment.counted(module), day) for employment in own):
            found["counted"].add(person)
            found["done"] |= {person} if record and covers(record.valid, day) else set()
            found["expiring"] |= {person} if record and covers(record.expiring, day) else set()
        if covers(late_days(own, done.get(person, {})).get(module, []), day):
            found["late"].add(person)
    return found


def test_forms_of_the_rule_agree_on_random_records() -> None:
    records = Records()

    # Shrinking an example of rows takes minutes.
    @settings(max_examples=80, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(st.lists(members, min_size=3, max_size=3), assignments, st.none() | offsets)
    def compare(members: list[Member], assigned: dict[tuple[int, str], int], expiry: int | None) -> None:
        with transaction.atomic():
            records.write(members, assigned, expiry)
            for unit in records.units:
                statuses = by_person(records, unit)

                assert in_sql(records, unit) == {person: [status] for person, status in statuses.items()}
                counted = {person for person, status in statuses.items() if status not in NOT_COUNTED}
                done = {person for person, status in statuses.items() if status in DONE}
                rows = counted_employments(DAY, records.module).filter(within(unit))
                assert {row.person_id: row.is_done for row in rows} == {p: p in done for p in counted}
                history = over_time(records, unit)
                assert history["counted"] == counted
                assert history["done"] == done
                assert history["expiring"] == {p for p, s in statuses.items() if s == Status.EXPIRING}
                assert history["late"] == {p for p, s in statuses.items() if s == Status.LATE}
            at_top = by_person(records, records.units[0])
            late = {p.pk for p in records.people if any(one.is_late for one in remaining_for(p, DAY))}
            assert late == {person for person, status in at_top.items() if status == Status.LATE}
            transaction.set_rollback(True)

    compare()
