"""Every action checks the permission, adds its audit entry and sends its signal; every write is an action."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.log_actions import registry

import content_import
import courses
import lms
import people
from content_import.packages.actions import ImportPackage
from courses.files.actions import ReplaceFile
from courses.models import Module, Package
from courses.modules.actions import PublishModulePage
from lms.feedback import actions as feedback
from lms.feedback.enums import FaultKind
from lms.feedback.models import FaultReport
from lms.feedback.places import Place
from lms.records.actions import assignments, certificates, version_expiry
from lms.records.exceptions import NotPermitted
from lms.records.models import Assignment, Exemption, VersionExpiry
from lms.reports.actions import RemindLate
from lms.xapi.actions import SendAgain
from people.access import roles
from people.access.actions import Action
from people.codes import actions as codes
from people.codes import requests
from people.enums import AuditKind, RoleKind, UnitKind
from people.messages import email_addresses
from people.messages.email_links import confirmation_token
from people.models import AuditEntry, CodeRequest, EmailChange, Employment, Person, Role
from people.organisation import employments, units
from people.organisation import people as persons
from tests.factories.files.used_files import image, recording
from tests.factories.people import (
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_unit,
)
from tests.factories.records import AssignmentFactory, make_completion
from tests.factories.seminars import make_film
from tests.integration.access.action_cases import Case, World, own
from tests.integration.access.content_cases import CONTENT_CASES
from tests.integration.access.material_cases import MATERIAL_CASES
from tests.source_files import ROOT, source_files

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


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


def late_person(world: World) -> dict[str, Any]:
    AssignmentFactory(unit=world.unit, module=world.page.module, due_on=DAY)
    return {"place": world.unit, "people": [world.person.pk]}


CASES: dict[type[Action[Any]], Case] = {
    roles.GrantRole: Case(lambda w: {"person": w.person, "kind": RoleKind.MANAGER, "unit": w.unit}),
    roles.RevokeRole: Case(lambda w: {"role": w.role}),
    roles.RemoveFormerRoles: Case(former_role, lambda w: None),
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
    RemindLate: Case(late_person, lambda w: make_manager(w.unit)),
    SendAgain: Case(lambda w: {}, lambda w: w.operator),
    **CONTENT_CASES,
    **MATERIAL_CASES,
    version_expiry.WithdrawVersionExpiry: Case(
        lambda w: {"expiry": VersionExpiry.objects.create(**expiry(w))}, lambda w: w.trainer
    ),
}
#: public functions of the packages below with an actor `by` that are no actions -> reason
FUNCTIONS = {
    "lms.history.actions.log_access": "an entry of a log itself, of what was read",
    "lms.reflections.actions.erase_reflections": "private: an entry would show who has written",
    "lms.reflections.actions.save_reflection": "private: an entry would show who has written",
    "people.access.actions.record_audit": "called by the base class",
    "people.organisation.people.record_name_change": "records what a form of Wagtail has saved",
}
#: the path of a learner's work: it writes no audit entries, since its journal says who did what
COMMIT_PATH = {
    "lms.attempts.actions.attempts.mark_step_done",
    "lms.attempts.actions.attempts.start_again",
    "lms.attempts.actions.attempts.start_attempt",
    "lms.attempts.launches.actions.close_launch",
    "lms.attempts.launches.actions.open_launch",
    "lms.runtimes.native.actions.record_answers",
}


def subclasses(base: type[Any]) -> Iterator[type[Action[Any]]]:
    for action in base.__subclasses__():
        yield action
        yield from subclasses(action)


def concrete_actions() -> set[type[Action[Any]]]:
    """Return the actions of all packages that are not bases of others."""
    for package in (people, courses, lms, content_import):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith("lms.settings") and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return {action for action in subclasses(Action) if not inspect.isabstract(action)}


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


def actors_in_log(action: type[Action[Any]]) -> list[tuple[Person | None, str]]:
    """Return who did it, by the audit log or by Wagtail's: as a person, and by the name at the time."""
    if action.audit in AuditKind.values:
        return [(entry.by, entry.by_name) for entry in AuditEntry.objects.filter(kind=action.audit)]
    logs = [model.objects.filter(action=action.audit) for model in registry.get_log_entry_models()]
    return [(entry.user, str(entry.user or "")) for entries in logs for entry in entries]


def test_every_action_has_a_case_here() -> None:
    assert concrete_actions() == set(CASES)


def test_every_write_by_a_person_is_an_action_or_listed_here() -> None:
    found = set(functions_with_actor())

    assert found == FUNCTIONS.keys() | COMMIT_PATH


@pytest.mark.parametrize("action", CASES, ids=lambda action: action.__name__)
def test_action_when_permitted_adds_its_entry_and_sends_its_signal(
    action: type[Action[Any]], settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.exempel.example"
    case, world, sent = CASES[action], World(), list[Any]()
    arguments, by = case.arguments(world), case.by(world)
    before = actors_in_log(action)

    def receive(**values: Any) -> None:
        sent.append(values)

    if action.signal is not None:
        action.signal.connect(receive)
    try:
        action(by=by, **arguments).run()
    finally:
        if action.signal is not None:
            action.signal.disconnect(receive)

    assert sorted(actors_in_log(action), key=str) == sorted([*before, (by, str(by or ""))], key=str)
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
        assert (None, "") in actors_in_log(action)
    else:
        with CaptureQueriesContext(connection) as queries, pytest.raises(PermissionDenied):
            action(by=None, **arguments).run()
        assert writes(queries) == []


def own_municipality(world: World) -> Person:
    person = PersonFactory()
    roles.GrantRole(person=person, kind=RoleKind.TRAINER, municipality=world.municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("action", [PublishModulePage, ImportPackage], ids=lambda action: action.__name__)
def test_trainer_of_a_municipality_acts_on_its_own_content_alone(action: type[Action[Any]]) -> None:
    world = World()
    arguments, by = CASES[action].arguments(world), own_municipality(world)

    for owner in (None, MunicipalityFactory()):
        with pytest.raises(PermissionDenied):
            action(by=by, **arguments, owner=owner).run()
    assert (Package.objects.count(), Module.objects.count()) == (0, 0)
    assert action(by=by, **arguments, owner=world.municipality).run()


def test_package_of_another_owner_when_renewed_is_refused() -> None:
    world = World()
    arguments = CASES[ImportPackage].arguments(world)
    renewed = {**arguments, "owner": world.municipality, "lineage": world.package.lineage}

    with pytest.raises(PermissionDenied):
        ImportPackage(by=own_municipality(world), **renewed).run()


def test_picture_of_a_film_when_replaced_is_in_the_log_of_the_film() -> None:
    film = recording(make_film())

    ReplaceFile(old=film.poster, new=image(), by=World().operator).run()

    assert [entry.action for entry in registry.get_logs_for_instance(film)] == ["wagtail.edit"]
