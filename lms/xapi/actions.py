"""The action that sends refused statements again."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.xapi.delivery.sending import send_refused_again
from lms.xapi.models import Sender
from lms.xapi.permissions import may_follow_sending
from lms.xapi.tasks import send_statements
from people.api import Action, AuditKind, Change, Entry, Person


@dataclass(frozen=True, kw_only=True)
class SendAgain(Action[int]):
    """Mark refused statements as waiting, end the pause after a failure, and enqueue the task that sends.

    Return how many had been refused. Statements are still sent in the order of their keys.
    """

    audit = AuditKind.STATEMENTS_SENT_AGAIN

    def check(self, by: Person) -> None:
        if not may_follow_sending(by):
            raise PermissionDenied

    def execute(self) -> Change[int]:
        refused = send_refused_again()
        Sender.objects.update(try_at=None)
        transaction.on_commit(send_statements.enqueue)
        return Change(refused, [Entry(details={"count": str(refused)})])
