"""Certificates of completions as pages and PDF, with verification codes."""

from dataclasses import dataclass, replace
from pathlib import Path

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.learner.certificate_codes import CertificateMatch, issue_code, verification_code
from lms.records.api import CertificateIssue, Completion, CompletionStamp
from people.api import Person, reach_of

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True)
class Certificate:
    """A completion with the stamps that the reader may see, and its code."""

    completion: Completion
    stamps: tuple[CompletionStamp, ...]
    code: str
    #: the issue in a later name, None for the first
    issue: CertificateIssue | None = None

    @property
    def name(self) -> str:
        """Return the name on the certificate."""
        return self.issue.name if self.issue else self.completion.person_name

    @property
    def is_in_another_name(self) -> bool:
        """Return True if the person has another name now, so that the certificate can be issued again."""
        return self.name != str(self.completion.person)

    @property
    def workplaces(self) -> list[str]:
        """Return the workplaces of the person on that day, with the names at that time."""
        return [
            f"{stamp.title}, {' › '.join(stamp.unit_path)}, {stamp.municipality}" for stamp in self.stamps
        ]


def certificate_of(completion: Completion) -> Certificate:
    """Return the last issue with all stamps, for the person themselves."""
    stamps = completion.stamps.select_related("municipality", "unit").order_by("pk")
    issue = completion.issues.order_by("number").last()
    code = issue_code(issue) if issue else verification_code(completion)
    return Certificate(completion, tuple(stamps), code, issue)


def certificate_for(reader: Person, completion: Completion) -> Certificate:
    """Return the certificate with the stamps within the reach of `reader`, as managers see no other ones.

    The caller checks `may_see` first.
    """
    whole = certificate_of(completion)
    if completion.person_id == reader.pk:
        return whole
    reach = reach_of(reader)
    return replace(whole, stamps=tuple(stamp for stamp in whole.stamps if reach.covers_unit(stamp.unit)))


def certificate_to_check(match: CertificateMatch) -> Certificate:
    """Return the certificate for verification by code: person, module and day, without workplaces."""
    code = issue_code(match.issue) if match.issue else verification_code(match.completion)
    return Certificate(match.completion, (), code, match.issue)


def may_see(person: Person, completion: Completion) -> bool:
    """Return True for one's own completions, and for managers of people with a stamp of their municipality.

    Completions with stamps of other municipalities only count for the new employer, but their certificates
    are shown by the person alone.
    """
    if completion.person_id == person.pk:
        return True
    reach = reach_of(person)
    if not reach.covers_person(completion.person):
        return False
    stamped = set(completion.stamps.values_list("municipality", flat=True))
    return not stamped or not stamped.isdisjoint(reach.municipalities)


def as_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as a tagged PDF (PDF/UA-1) in the reader's language."""
    completion = certificate.completion
    texts = {
        "language": get_language() or "sv",
        "heading": _("Certificate"),
        "certifies": _("This certifies that"),
        "name": certificate.name,
        "has_done": _("has completed the module"),
        "module": completion.module_version.title,
        "facts": "\n".join(f"{name}\t{value}" for name, value in _facts(certificate)),
        "issued": _("Issued by Närlära from the learning record. Check it with the code on the site."),
    }
    return typst.compile(TEMPLATE, sys_inputs=texts, pdf_standards=["ua-1"])


def _facts(certificate: Certificate) -> list[tuple[str, str]]:
    completion = certificate.completion
    valid_to = completion.valid_until
    return [
        (_("Completed"), date_format(completion.achieved_on, "j F Y")),
        (_("Valid to"), date_format(valid_to, "j F Y") if valid_to else _("until further notice")),
        (_("Version"), str(completion.module_version.number)),
        *((_("Workplace"), place) for place in certificate.workplaces),
        *_name_facts(certificate),
        (_("Code"), certificate.code),
    ]


def _name_facts(certificate: Certificate) -> list[tuple[str, str]]:
    if certificate.issue:
        issued = date_format(timezone.localtime(certificate.issue.issued_at), "j F Y")
        text = _("issue %(number)d of %(day)s, in a later name")
        return [(_("Name"), text % {"number": certificate.issue.number, "day": issued})]
    if certificate.completion.name_recorded_later:
        return [(_("Name"), _("added to the record afterwards"))]
    return []
