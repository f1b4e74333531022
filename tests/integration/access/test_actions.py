"""Every action checks the permission, adds its audit entry and sends its signal; every write is an action."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

import lms
import people
from lms.feedback import actions as feedback
from lms.feedback.enums import FaultKind
from lms.feedback.locations.places import Place
from lms.feedback.models.reports import FaultReport
from lms.records.actions import assignments, certificates, version_expiry
from lms.records.exceptions import NotPermitted
from lms.records.models import Assignment, Exemption, VersionExpiry
from people.access import roles
from people.access.actions import Action, action_classes
from people.codes import actions as codes
from people.codes import requests
from people.enums import RoleKind, UnitKind
from people.messages import email_addresses
from people.messages.email_links import confirmation_token
from people.models import AuditEntry, CodeRequest, EmailChange, Employment, Municipality, Person, Role, Unit
from people.organisation import employments, units
from people.organisation import people as persons
from tests.factories.courses import make_module_page
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_role,
    make_unit,
)
from tests.factories.records import make_completion
from tests.source_files import ROOT, source_files

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


class World:
    """A municipality with an administrator, a unit and somebody who works there."""

    @cached_property
    def municipality(self) -> Municipality:
        return MunicipalityFactory()

    @cached_property
    def admin(self) -> Person:
        return make_role(RoleKind.MUNICIPAL_ADMIN, municipality=self.municipality)

    @cached_property
    def trainer(self) -> Person:
        person = PersonFactory()
        roles.GrantRole(person=person, kind=RoleKind.TRAINER, by=None).run()
        return Person.objects.get(pk=person.pk)

    @cached_property
    def unit(self) -> Unit:
        return make_unit("Hemtjänst Åby", municipality=self.municipality)

    @cached_property
    def employment(self) -> Employment:
        return EmploymentFactory(unit=self.unit)

    @property
    def person(self) -> Person:
        return self.employment.person

    @cached_property
    def role(self) -> Role:
        return Role.objects.create(person=self.person, kind=RoleKind.MANAGER, unit=self.unit)

    @cached_property
    def page(self) -> Any:
        return make_module_page()

    @cached_property
    def shared_person(self) -> Person:
        """Somebody whom another municipality employs too, so that a code needs its approval."""
        EmploymentFactory(person=self.person)
        return self.person


def former_role(world: World) -> dict[str, Any]:
    Role.objects.create(person=world.person, kind=RoleKind.MANAGER, unit=world.unit)
    Employment.objects.filter(pk=world.employment.pk).update(valid_to=DAY)
    return {"person": world.person}


def code_request(world: World) -> dict[str, Any]:
    return {"request": CodeRequest.objects.create(person=world.person, requested_by=PersonFactory())}


def entered_address(world: World) -> dict[str, Any]:
    change = EmailChange.objects.create(person=world.person, address="å@exempel.se")
    return {"token": confirmation_token(change)}


def own_address(world: World) -> dict[str, Any]:
    Person.objects.filter(pk=world.person.pk).update(email="amina@exempel.se")
    return {}


def exemption(world: World) -> dict[str, Any]:
    values = {"person": world.person, "municipality": world.municipality, "module": world.page.module}
    return {**values, "reason": "Åter i maj", "valid_from": DAY}


def assignment(world: World) -> dict[str, Any]:
    return {"unit": world.unit, "module": world.page.module, "due_on": DAY}


def expiry(world: World) -> dict[str, Any]:
    return {"module_version": world.page.module.versions.get(), "last_valid_on": DAY}


def make_report(world: World) -> FaultReport:
    place = Place(address="/", title="Ö", module=world.page.module)
    return feedback.create_report(kind=next(iter(FaultKind)), message="Fel", place=place)


def completion_of_before(world: World) -> dict[str, Any]:
    completion = make_completion(world.person, world.page.module.versions.get())
    Person.objects.filter(pk=world.person.pk).update(last_name="Öst")
    return {"completion": completion}


def employment_period(world: World) -> dict[str, Any]:
    return {"title": "Vårdbiträde", "valid_from": dt.date(2026, 1, 1), "valid_to": None}


@dataclass(frozen=True)
class Case:
    """The arguments of an action in a world, and who may do it; None: the system alone."""

    arguments: Callable[[World], dict[str, Any]]
    by: Callable[[World], Person | None] = lambda world: world.admin
    #: False for what people do to their own account, and for what the system does
    can_be_refused: bool = True


def own(arguments: Callable[[World], dict[str, Any]]) -> Case:
    return Case(arguments, lambda world: world.person, can_be_refused=False)


CASES: dict[type[Action[Any]], Case] = {
    roles.GrantRole: Case(lambda w: {"person": w.person, "kind": RoleKind.MANAGER, "unit": w.unit}),
    roles.RevokeRole: Case(lambda w: {"role": w.role}),
    roles.RemoveFormerRoles: Case(former_role, lambda w: None, can_be_refused=False),
    persons.CreatePerson: Case(
        lambda w: {
            "first_name": "Åsa",
            "last_name": "Öberg",
            "unit": w.unit,
            "title": "Vårdbiträde",
            "valid_from": DAY,
        }
    ),
    persons.ChangePerson: Case(lambda w: {"person": w.person, "first_name": "Åsa", "last_name": "Öst"}),
    persons.ChoosePassword: own(lambda w: {"password": "tre blöta vantar"}),
    employments.CreateEmployment: Case(
        lambda w: {
            "person": w.person,
            "unit": make_unit("Natt", municipality=w.municipality),
            "title": "Vårdbiträde",
            "valid_from": DAY,
        }
    ),
    employments.ChangeEmployment: Case(lambda w: {"employment": w.employment, **employment_period(w)}),
    employments.EndEmployment: Case(lambda w: {"employment": w.employment, "last_day": DAY}),
    employments.SetLeave: Case(
        lambda w: {
            "person": w.person,
            "municipality": w.municipality,
            "valid_from": DAY,
            "valid_to": None,
        }
    ),
    employments.EndLeave: Case(
        lambda w: {"leave": LeaveFactory(person=w.person, municipality=w.municipality)}
    ),
    units.CreateUnit: Case(
        lambda w: {"name": "Ö", "municipality": w.municipality, "kind": UnitKind.ADMINISTRATION}
    ),
    units.RenameUnit: Case(lambda w: {"unit": w.unit, "name": "Hemtjänst Ö"}),
    units.MoveUnit: Case(lambda w: {"unit": make_unit("Natt", parent=w.unit), "parent": None}),
    units.CloseUnit: Case(lambda w: {"unit": w.unit, "day": DAY}),
    codes.HandOutCode: Case(lambda w: {"person": w.person}),
    requests.RequestCode: Case(lambda w: {"person": w.shared_person}),
    requests.ApproveCode: Case(code_request),
    email_addresses.EnterEmail: own(lambda w: {"address": "å@exempel.se"}),
    email_addresses.ConfirmEmail: own(entered_address),
    email_addresses.RemoveEmail: own(own_address),
    assignments.CreateAssignment: Case(assignment),
    assignments.WithdrawAssignment: Case(
        lambda w: {"assignment": Assignment.objects.create(**assignment(w), created_by=w.admin)}
    ),
    assignments.CreateExemption: Case(exemption),
    assignments.EndExemption: Case(
        lambda w: {
            "exemption": Exemption.objects.create(**exemption(w), created_by=w.admin),
            "last_day": DAY,
        }
    ),
    certificates.IssueCertificate: Case(completion_of_before, lambda w: Person.objects.get(pk=w.person.pk)),
    version_expiry.DeclareVersionExpiry: Case(expiry, lambda w: w.trainer),
    feedback.AnswerReport: Case(
        lambda w: {"report": make_report(w), "answer": "Lagat, åäö."}, lambda w: w.trainer
    ),
    version_expiry.WithdrawVersionExpiry: Case(
        lambda w: {"expiry": VersionExpiry.objects.create(**expiry(w))}, lambda w: w.trainer
    ),
}
#: public functions of the packages below with an actor `by` that are no actions -> reason
FUNCTIONS = {
    "people.access.audit.record_audit": "called by the base class",
    "people.organisation.people.record_name_change": "records what a form of Wagtail has saved",
}
#: functions with an actor that are to become actions
NOT_YET = {
    "content_import.health.actions.override_health_check",
    "content_import.health.actions.request_health_check",
    "content_import.hosts.actions.allow_host",
    "content_import.hosts.actions.end_host_permission",
    "content_import.hosts.actions.request_host",
    "content_import.hosts.fetching.actions.request_fetch",
    "content_import.packages.actions.import_package",
    "content_import.packages.publishing.draft_module_of",
    "content_import.packages.publishing.publish_as_module",
    "content_import.versions.changes.publish_change",
    "content_import.versions.upgrades.upgrade_page",
    "courses.files.actions.delete_files",
    "courses.files.actions.replace_file",
    "courses.modules.actions.keep_as_draft",
    "courses.modules.actions.publish_module_page",
    "courses.seminars.actions.create_seminar_page",
    "lms.history.actions.log_access",
    "lms.reports.actions.remind_late",
    "lms.xapi.delivery.sending.send_again_now",
}
#: the path of a learner's work: it writes no audit entries, since its journal says who did what
COMMIT_PATH = {
    "lms.attempts.actions.attempts.mark_step_done",
    "lms.attempts.actions.attempts.start_again",
    "lms.attempts.actions.attempts.start_attempt",
    "lms.attempts.launches.actions.close_launch",
    "lms.attempts.launches.actions.open_launch",
}


def executable_actions() -> set[type[Action[Any]]]:
    """Return the actions of all packages; those without `execute` are bases of others."""
    for package in (people, lms):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith("lms.settings"):
                importlib.import_module(module.name)
    return {action for action in action_classes() if "execute" in vars(action)}


def functions_with_actor() -> Iterator[str]:
    """Yield the public functions with a keyword-only argument `by`."""
    for path in source_files(".py"):
        if path.startswith(("tests/", "demo/")):
            continue
        for node in ast.parse((ROOT / path).read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if any(argument.arg == "by" for argument in node.args.kwonlyargs):
                yield f"{path.removesuffix('.py').replace('/', '.')}.{node.name}"


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_every_action_has_a_case_here() -> None:
    assert executable_actions() == set(CASES)


def test_every_write_by_a_person_is_an_action_or_listed_here() -> None:
    found = set(functions_with_actor())

    assert found == FUNCTIONS.keys() | NOT_YET | COMMIT_PATH


@pytest.mark.parametrize("action", CASES, ids=lambda action: action.__name__)
def test_action_when_permitted_adds_its_entry_and_sends_its_signal(
    action: type[Action[Any]], settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.exempel.example"
    case, world, sent = CASES[action], World(), list[Any]()
    arguments, by = case.arguments(world), case.by(world)
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    def receive(**values: Any) -> None:
        sent.append(values)

    if action.signal is not None:
        action.signal.connect(receive)
    try:
        action(by=by, **arguments).run()
    finally:
        if action.signal is not None:
            action.signal.disconnect(receive)

    entries = AuditEntry.objects.exclude(pk__in=before).filter(kind=action.audit)
    assert [(entry.by, entry.by_name) for entry in entries] == [(by, str(by or ""))]
    assert len(sent) == (action.signal is not None)


REFUSABLE = [action for action, case in CASES.items() if case.can_be_refused]


@pytest.mark.parametrize("action", REFUSABLE, ids=lambda action: action.__name__)
def test_action_by_somebody_without_permission_writes_nothing(action: type[Action[Any]]) -> None:
    world, stranger = World(), PersonFactory()
    arguments = CASES[action].arguments(world)

    with CaptureQueriesContext(connection) as queries, pytest.raises((PermissionDenied, NotPermitted)):
        action(by=stranger, **arguments).run()

    assert writes(queries) == []


@pytest.mark.parametrize("action", CASES, ids=lambda action: action.__name__)
def test_action_without_a_person_is_for_the_system_alone(action: type[Action[Any]]) -> None:
    arguments = CASES[action].arguments(World())
    if action.is_of_system:
        action(by=None, **arguments).run()
        assert AuditEntry.objects.filter(kind=action.audit, by=None, by_name="").exists()
    else:
        with CaptureQueriesContext(connection) as queries, pytest.raises(PermissionDenied):
            action(by=None, **arguments).run()
        assert writes(queries) == []
