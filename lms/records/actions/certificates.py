"""Actions on certificates."""

from dataclasses import dataclass

from lms.records.exceptions import NameUnchanged, NotPermitted
from lms.records.models import CertificateIssue, Completion
from lms.records.models.completion import FIRST_ISSUE
from people.api import Action, AuditKind, Change, Entry, Person


@dataclass(frozen=True, kw_only=True)
class IssueCertificate(Action[CertificateIssue]):
    """Issue the certificate in the present name of the person.

    Raise NotPermitted unless it belongs to `by`, NameUnchanged if the last issue has that name already.
    """

    audit = AuditKind.CERTIFICATE_ISSUED

    by: Person
    completion: Completion

    def check(self, by: Person) -> None:
        if self.completion.person_id != by.pk:
            raise NotPermitted

    def execute(self) -> Change[CertificateIssue]:
        person = Person.objects.select_for_update().get(pk=self.by.pk)
        last = self.completion.issues.order_by("number").last()
        before, after = last.name if last else self.completion.person_name, str(person)
        if before == after:
            raise NameUnchanged
        issue = CertificateIssue.objects.create(
            completion=self.completion,
            number=(last.number if last else FIRST_ISSUE) + 1,
            name=after,
            issued_by=person,
        )
        details = {"module": self.completion.module_version.title, "before": before, "after": after}
        return Change(issue, [Entry(person, details=details)])
