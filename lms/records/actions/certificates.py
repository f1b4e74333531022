"""Actions on certificates."""

from __future__ import annotations

from django.db import transaction

from lms.records.exceptions import NameUnchanged, NotPermitted
from lms.records.models import CertificateIssue, Completion
from lms.records.models.certificate_issue import FIRST_ISSUE
from people.api import AuditKind, Person, record_audit


@transaction.atomic
def issue_certificate(*, completion: Completion, by: Person) -> CertificateIssue:
    """Issue the certificate in the present name of the person, and add an audit entry.

    Raise NotPermitted unless it belongs to `by`, NameUnchanged if the last issue has that name already.
    """
    if completion.person_id != by.pk:
        raise NotPermitted
    person = Person.objects.select_for_update().get(pk=by.pk)
    last = completion.issues.order_by("number").last()
    before, after = last.name if last else completion.person_name, str(person)
    if before == after:
        raise NameUnchanged
    issue = CertificateIssue.objects.create(
        completion=completion,
        number=(last.number if last else FIRST_ISSUE) + 1,
        name=after,
        issued_by=person,
    )
    record_audit(
        AuditKind.CERTIFICATE_ISSUED,
        person=person,
        by=person,
        module=completion.module_version.title,
        before=before,
        after=after,
    )
    return issue
