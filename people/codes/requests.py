"""Actions that request and approve codes to accounts that several municipalities use."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.access.permissions import REQUEST_LIFETIME, municipalities_using, reach_of
from people.enums import AuditKind, NoticeKind, RoleKind
from people.exceptions import ApprovalNotNeeded, NotPermitted
from people.messages.notices import send_notice
from people.models import CodeApproval, CodeRequest, Municipality, Person


@transaction.atomic
def request_code(*, person: Person, by: Person) -> CodeRequest:
    """Request a code for `person`; the person and the administrators who may approve it get a notice.

    An open request is returned unchanged. Raises NotPermitted and ApprovalNotNeeded.
    """
    reach = reach_of(by)
    if not reach.may_look_after(person):
        raise NotPermitted(_("You can only change people in units of your own."))
    if not reach.needs_approval(person):
        raise ApprovalNotNeeded(_("No approval is needed here. Go back to the person's page."))
    Person.objects.select_for_update().get(pk=person.pk)
    own = CodeRequest.objects.filter(person=person, requested_by=by)
    current = own.open_at(timezone.now(), REQUEST_LIFETIME).first()
    if current is not None:
        return current
    own.close()
    request = CodeRequest.objects.create(person=person, requested_by=by)
    record_audit(AuditKind.CODE_REQUESTED, person=person, by=by)
    send_notice(NoticeKind.CODE_REQUESTED, person=person, by=str(by))
    for administrator in administrators_of(reach.municipalities_to_approve(person)):
        send_notice(
            NoticeKind.APPROVAL_NEEDED,
            person=administrator,
            by=str(by),
            name=str(person),
            request=request.pk,
        )
    return request


@transaction.atomic
def approve_code(*, request: CodeRequest, by: Person) -> list[CodeApproval]:
    """Approve a request for every municipality that `by` administers and whose approval it requires.

    Raises NotPermitted if there is none, if the request is no longer open, and for `by`'s own account.
    """
    Person.objects.select_for_update().get(pk=request.person_id)
    municipalities = approvable(request, by)
    if not municipalities:
        raise NotPermitted(_("The request is no longer open, or is for another municipality to approve."))
    approvals = []
    for municipality in municipalities:
        approvals.append(
            CodeApproval.objects.create(request=request, municipality=municipality, approved_by=by)
        )
        record_audit(AuditKind.CODE_APPROVED, person=request.person, by=by, municipality=municipality)
    if not reach_of(request.requested_by).municipalities_to_approve(request.person):
        send_notice(
            NoticeKind.CODE_APPROVED,
            person=request.requested_by,
            name=str(request.person),
            subject=request.person_id,
        )
    return approvals


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
