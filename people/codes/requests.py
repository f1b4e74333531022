"""Actions that request and approve codes to accounts that several municipalities use."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry
from people.access.permissions import REQUEST_LIFETIME, municipalities_using, reach_of
from people.enums import AuditKind, NoticeKind, RoleKind
from people.exceptions import ApprovalNotNeeded, NotPermitted
from people.messages.notices import send_notice
from people.models import CodeApproval, CodeRequest, Municipality, Person


@dataclass(frozen=True, kw_only=True)
class RequestCode(Action[CodeRequest]):
    """Request a code for `person`; the person and the administrators who may approve it get a notice.

    An open request is returned unchanged. Raises NotPermitted and ApprovalNotNeeded.
    """

    audit = AuditKind.CODE_REQUESTED

    by: Person
    person: Person

    def check(self, by: Person) -> None:
        if not reach_of(by).may_look_after(self.person):
            raise NotPermitted(_("You can only change people in units of your own."))

    def execute(self) -> Change[CodeRequest]:
        if not reach_of(self.by).needs_approval(self.person):
            raise ApprovalNotNeeded(_("No approval is needed here. Go back to the person's page."))
        Person.objects.select_for_update().get(pk=self.person.pk)
        own = CodeRequest.objects.filter(person=self.person, requested_by=self.by)
        current = own.open_at(timezone.now(), REQUEST_LIFETIME).first()
        if current is not None:
            return Change(current)
        own.close()
        request = CodeRequest.objects.create(person=self.person, requested_by=self.by)
        return Change(request, [Entry(self.person)])

    def follow_up(self, result: CodeRequest) -> None:
        send_notice(NoticeKind.CODE_REQUESTED, person=self.person, by=str(self.by))
        for administrator in administrators_of(reach_of(self.by).municipalities_to_approve(self.person)):
            send_notice(
                NoticeKind.APPROVAL_NEEDED,
                person=administrator,
                by=str(self.by),
                name=str(self.person),
                request=result.pk,
            )


@dataclass(frozen=True, kw_only=True)
class ApproveCode(Action[list[CodeApproval]]):
    """Approve a request for every municipality that `by` administers and whose approval it requires.

    Raises NotPermitted if there is none, if the request is no longer open, and for `by`'s own account.
    """

    audit = AuditKind.CODE_APPROVED

    by: Person
    request: CodeRequest

    def check(self, by: Person) -> None:
        Person.objects.select_for_update().get(pk=self.request.person_id)
        if not approvable(self.request, by):
            raise NotPermitted(_("The request is no longer open, or is for another municipality to approve."))

    def execute(self) -> Change[list[CodeApproval]]:
        approvals = [
            CodeApproval.objects.create(request=self.request, municipality=municipality, approved_by=self.by)
            for municipality in approvable(self.request, self.by)
        ]
        return Change(approvals, [Entry(self.request.person, row.municipality) for row in approvals])

    def follow_up(self, result: list[CodeApproval]) -> None:
        if not reach_of(self.request.requested_by).municipalities_to_approve(self.request.person):
            send_notice(
                NoticeKind.CODE_APPROVED,
                person=self.request.requested_by,
                name=str(self.request.person),
                subject=self.request.person_id,
            )


def approvable(request: CodeRequest, by: Person, at: dt.datetime | None = None) -> list[Municipality]:
    """Return the municipalities for which `by` may still approve the request."""
    open_requests = CodeRequest.objects.open_at(at or timezone.now(), REQUEST_LIFETIME)
    if (
        by.pk in (request.person_id, request.requested_by_id)
        or not open_requests.filter(pk=request.pk).exists()
    ):
        return []
    pending = municipalities_using(request.person)
    pending -= set(request.approvals.values_list("municipality", flat=True))
    return [municipality for municipality in reach_of(by).administered if municipality.pk in pending]


def administrators_of(municipalities: set[int]) -> list[Person]:
    """Return the active administrators of these municipalities, each once."""
    return list(
        Person.objects.filter(
            is_active=True, roles__kind=RoleKind.MUNICIPAL_ADMIN, roles__municipality__in=municipalities
        ).distinct()
    )
