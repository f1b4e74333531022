"""An action that is run twice, as from two open pages, adds no audit entry of what it did not do."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from lms.feedback import actions as feedback
from lms.feedback.exceptions import ReportIsAnswered
from lms.records.actions import assignments, certificates
from lms.records.exceptions import AlreadyAssigned, NameUnchanged
from lms.xapi.actions import SendAgain
from people.access.actions import Action
from people.codes import actions as codes
from people.codes import requests
from people.enums import AuditKind
from people.exceptions import EmploymentOverlaps, NotPermitted
from people.messages import email_addresses
from people.models import AuditEntry
from people.organisation import employments, units
from people.organisation import people as persons
from tests.integration.access.action_cases import World
from tests.integration.access.test_actions import CASES

pytestmark = pytest.mark.django_db
#: actions that refuse to be repeated
REFUSED: dict[type[Action[Any]], type[Exception]] = {
    assignments.CreateAssignment: AlreadyAssigned,
    certificates.IssueCertificate: NameUnchanged,
    employments.CreateEmployment: EmploymentOverlaps,
    feedback.AnswerReport: ReportIsAnswered,
    requests.ApproveCode: NotPermitted,
}
#: actions that write something new each time: another row, code, link, password or task
NEW_EACH_TIME: set[type[Action[Any]]] = {
    SendAgain,
    assignments.CreateExemption,
    codes.HandOutCode,
    email_addresses.EnterEmail,
    employments.SetLeave,
    persons.ChoosePassword,
    persons.CreatePerson,
    units.CreateUnit,
}


#: the others write to Wagtail's log, of each time that content is saved
AUDITED = [action for action in CASES if action.audit in AuditKind.values]


@pytest.mark.parametrize("action", AUDITED, ids=lambda action: action.__name__)
def test_action_run_twice_adds_an_entry_for_each_change(action: type[Action[Any]], settings: Any) -> None:
    settings.EMAIL_HOST = "mail.exempel.example"
    case, world = CASES[action], World()
    arguments, by = case.arguments(world), case.by(world)
    before = set(AuditEntry.objects.values_list("pk", flat=True))

    # The second page was opened before the first was sent.
    action(by=by, **copy.deepcopy(arguments)).run()
    if action in REFUSED:
        with pytest.raises(REFUSED[action]):
            action(by=by, **arguments).run()
    else:
        action(by=by, **arguments).run()

    entries = AuditEntry.objects.exclude(pk__in=before).filter(kind=action.audit)
    assert entries.count() == (2 if action in NEW_EACH_TIME else 1)
