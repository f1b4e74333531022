"""Two municipalities with one person of each kind, and an object of each kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from courses.models import SeminarPage
from lms.attempts.models import Attempt, Launch
from lms.feedback.actions import create_report
from lms.feedback.enums import FaultKind
from lms.feedback.models import FaultReport
from lms.feedback.places import Place
from lms.records.models import Assignment, Completion
from people.enums import NoticeKind, RoleKind
from people.messages.email_links import confirmation_token
from people.messages.notices import send_notice
from people.models import CodeRequest, EmailChange, Employment, Leave, Notice, Person, Role, Unit
from tests.factories.packages import make_package
from tests.factories.people import (
    EmploymentFactory,
    LeaveFactory,
    MunicipalityFactory,
    PersonFactory,
    make_manager,
    make_role,
    make_unit,
)
from tests.factories.records import make_completion
from tests.factories.seminars import make_seminar, make_transcript
from tests.factories.tracking import make_launch

STRANGER = "stranger"


@dataclass
class World:
    """The objects, all of them in Ale, and the persons of the test."""

    people: dict[str, Person | None]
    person: Person
    unit: Unit
    employment: Employment
    leave: Leave
    notice: Notice
    code_request: CodeRequest
    role: Role
    launch: Launch
    assignment: Assignment
    seminar: SeminarPage
    completion: Completion
    report: FaultReport
    email_token: str

    @property
    def attempt(self) -> Attempt:
        return self.launch.attempt


def make_world() -> World:
    """Create a learner in Ale with an unfinished module, which the other municipality must not see."""
    ale, other = MunicipalityFactory(code="1440", name="Ale"), MunicipalityFactory(code="9999", name="Utland")
    root = make_unit("Vård och omsorg", municipality=ale)
    unit = make_unit("Hemtjänst Söder", parent=root)
    elsewhere = make_unit("Omsorg", municipality=other)
    learner = PersonFactory(username="learner")
    employment = EmploymentFactory(person=learner, unit=unit)
    launch = make_launch(make_package(), person=learner)
    manager = make_manager(unit, username="manager")
    people: dict[str, Person | None] = {
        STRANGER: None,
        "learner": learner,
        "colleague": PersonFactory(username="colleague"),
        "manager": manager,
        "other manager": make_manager(elsewhere, username="other-manager"),
        "administrator": make_role(RoleKind.MUNICIPAL_ADMIN, municipality=ale, username="admin"),
        "other administrator": make_role(
            RoleKind.MUNICIPAL_ADMIN, municipality=other, username="other-admin"
        ),
        "coordinator": make_role(RoleKind.REGIONAL_COORDINATOR, username="coordinator"),
        "trainer": make_role(RoleKind.TRAINER, username="trainer"),
        "other trainer": make_role(RoleKind.TRAINER, municipality=other, username="other-trainer"),
    }
    EmploymentFactory(person=people["colleague"], unit=unit)
    for name in ("manager", "administrator"):
        EmploymentFactory(person=people[name], unit=root, title="Chef")
    for name in ("other manager", "other administrator", "other trainer"):
        EmploymentFactory(person=people[name], unit=elsewhere)
    return World(
        people=people,
        person=learner,
        unit=unit,
        employment=employment,
        leave=LeaveFactory(person=learner),
        notice=send_notice(NoticeKind.CODE_USED, person=learner, by="Lena Ek"),
        code_request=CodeRequest.objects.create(person=learner, requested_by=manager),
        role=Role.objects.get(person=manager),
        launch=launch,
        seminar=make_seminar(transcript=make_transcript("Välkomna."), material={"Blad": ["Text"]}),
        report=create_report(kind=FaultKind.CONTENT, message="Länken är trasig", place=Place()),
        completion=make_completion(learner, launch.attempt.module_version),
        assignment=Assignment.objects.create(
            unit=unit, module=launch.attempt.module, due_on=dt.date(2026, 12, 1), created_by=manager
        ),
        email_token=confirmation_token(
            EmailChange.objects.create(person=learner, address="amina@exempel.se")
        ),
    )
