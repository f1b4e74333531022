"""Permissions and content of assignments."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from lms.records.actions.assignments import (
    CreateAssignment,
    CreateExemption,
    EndExemption,
    WithdrawAssignment,
)
from lms.records.exceptions import AlreadyAssigned, NotOfferedHere, NotPermitted
from lms.records.forms import AssignmentForm
from lms.records.models import Assignment
from people.enums import RoleKind
from people.models import AuditEntry, Person, Unit
from tests.factories.courses import make_module_page, make_module_version
from tests.factories.people import EmploymentFactory, MunicipalityFactory, make_manager, make_role, make_unit
from tests.factories.records import AssignmentFactory

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 5)


@pytest.fixture
def unit() -> Unit:
    return make_unit("Hemtjänst Åby", parent=make_unit("Vård och omsorg"))


@pytest.fixture
def version() -> ModuleVersion:
    return make_module_version()


@pytest.fixture
def manager(unit: Unit) -> Person:
    return make_manager(unit)


@pytest.mark.both_engines
def test_assignment_by_the_units_manager_is_made(unit: Unit, version: ModuleVersion, manager: Person) -> None:
    assignment = CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager).run()

    assert list(Assignment.objects.in_force()) == [assignment]


def test_assignment_by_the_municipal_administrator_is_made(unit: Unit, version: ModuleVersion) -> None:
    administrator = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality)

    CreateAssignment(unit=unit.get_root(), module=version.module, due_on=DUE, by=administrator).run()

    assert Assignment.objects.in_force().count() == 1


def test_assignment_by_others_is_refused(unit: Unit, version: ModuleVersion, manager: Person) -> None:
    others = [
        (make_manager(make_unit("Säbo", parent=unit.get_parent())), unit),
        (manager, unit.get_parent()),
        (make_role(RoleKind.MUNICIPAL_ADMIN, municipality=MunicipalityFactory()), unit),
        (make_role(RoleKind.REGIONAL_COORDINATOR), unit),
        (EmploymentFactory(unit=unit).person, unit),
    ]
    for person, target in others:
        with pytest.raises(NotPermitted):
            CreateAssignment(unit=target, module=version.module, due_on=DUE, by=person).run()

    assert Assignment.objects.count() == 0


def test_assignment_made_twice_is_refused_until_withdrawn(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    first = CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager).run()
    with pytest.raises(AlreadyAssigned):
        CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager).run()

    WithdrawAssignment(assignment=first, by=manager).run()
    second = CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager).run()

    assert list(Assignment.objects.in_force()) == [second]


def test_assignment_to_a_synonym_of_its_title_is_refused(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager, title="Undersköterska").run()

    with pytest.raises(AlreadyAssigned):
        CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager, title="USK").run()
    CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager, title="Sjuksköterska").run()
    CreateAssignment(unit=unit, module=version.module, due_on=DUE, by=manager).run()

    assert Assignment.objects.in_force().count() == 3


def test_assignment_form_offers_each_title_once(unit: Unit) -> None:
    for title in ("USK", "Undersköterska", "Undersköterska", "ssk", "Överläkare", ""):
        EmploymentFactory(unit=unit, title=title)

    form = AssignmentForm(unit=unit)

    offered = [value for value, _label in form.fields["title"].choices]
    assert offered == ["", "Undersköterska", "ssk", "Överläkare"]


def test_assignment_of_another_municipalitys_module_is_refused(unit: Unit, manager: Person) -> None:
    module = make_module_version(owner=MunicipalityFactory()).module

    with pytest.raises(NotOfferedHere):
        CreateAssignment(unit=unit, module=module, due_on=DUE, by=manager).run()


def test_assignment_withdrawn_by_a_manager_below_is_refused(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    assignment = AssignmentFactory(unit=unit.get_parent(), module=version.module)

    with pytest.raises(NotPermitted):
        WithdrawAssignment(assignment=assignment, by=manager).run()

    assert Assignment.objects.in_force().count() == 1


@pytest.mark.both_engines
def test_exemption_is_made_and_ended_within_reach(
    unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    person = EmploymentFactory(unit=unit).person
    today = timezone.localdate()
    exemption = CreateExemption(
        person=person,
        municipality=unit.municipality,
        module=version.module,
        reason="Delegerad",
        by=manager,
        valid_from=today,
    ).run()

    EndExemption(exemption=exemption, last_day=today, by=manager).run()

    exemption.refresh_from_db()
    assert exemption.valid_to == today
    with pytest.raises(NotPermitted):
        CreateExemption(
            person=EmploymentFactory().person,
            municipality=unit.municipality,
            module=version.module,
            reason="Delegerad",
            by=manager,
            valid_from=today,
        ).run()


@pytest.mark.both_engines
def test_assignment_page_makes_lists_and_withdraws(
    client: Client, unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    client.force_login(manager)
    url = reverse("records:assignment_create", args=[unit.pk])
    due_on = timezone.localdate() + dt.timedelta(days=10)

    answer = client.post(url, {"module": version.module.pk, "due_on": due_on.isoformat()}, follow=True)

    assert answer.status_code == 200
    assert "Basala hygienrutiner" in answer.content.decode()
    assignment = Assignment.objects.in_force().get()
    assert (assignment.unit, assignment.due_on, assignment.created_by) == (unit, due_on, manager)

    client.post(reverse("records:assignment_withdraw", args=[assignment.pk]))
    assert Assignment.objects.in_force().count() == 0


@pytest.mark.parametrize(
    "data", [{"module": "999999", "due_on": "2999-01-01"}, {"due_on": "2020-01-01"}, {"due_on": "snart"}]
)
def test_assignment_page_with_faults_says_what_to_mend(
    client: Client, unit: Unit, version: ModuleVersion, manager: Person, data: dict[str, str]
) -> None:
    client.force_login(manager)

    answer = client.post(
        reverse("records:assignment_create", args=[unit.pk]), {"module": str(version.module.pk), **data}
    )

    assert answer.status_code == 422
    assert Assignment.objects.count() == 0


def test_assignment_page_of_another_unit_is_not_found(
    client: Client, unit: Unit, version: ModuleVersion, manager: Person
) -> None:
    client.force_login(manager)
    above = unit.get_parent()
    assignment = AssignmentFactory(unit=above, module=version.module)

    pages = [
        client.get(reverse("records:assignment_create", args=[above.pk])),
        client.post(reverse("records:assignment_withdraw", args=[assignment.pk])),
        client.get(reverse("records:assignment_create", args=[0])),
    ]

    assert [page.status_code for page in pages] == [404, 404, 404]


def test_audit_entries_name_the_modules_title_and_the_units_path(unit: Unit, manager: Person) -> None:
    module = make_module_page(slug="hygien", title="Basal hygien").module
    night = make_unit("Natt", parent=unit)
    person = EmploymentFactory(unit=night).person

    assignment = CreateAssignment(unit=night, module=module, due_on=DUE, by=manager).run()
    WithdrawAssignment(assignment=assignment, by=manager).run()
    exemption = CreateExemption(
        person=person,
        municipality=unit.municipality,
        module=module,
        reason="Delegerad",
        by=manager,
        valid_from=DUE,
    ).run()
    EndExemption(exemption=exemption, last_day=DUE, by=manager).run()

    details = AuditEntry.objects.order_by("pk").values_list("details", flat=True)
    path = "Vård och omsorg › Hemtjänst Åby › Natt"
    assert list(details) == [
        {"module": "Basal hygien", "unit": path},
        {"module": "Basal hygien", "unit": path},
        {"module": "Basal hygien", "period": f"{DUE}–"},
        {"module": "Basal hygien", "period": f"{DUE}–{DUE}"},
    ]
