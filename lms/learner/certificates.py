"""Certificates: what a completion says on paper, and the code by which it can be checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.learner.certificate_codes import Found, issue_code, verification_code
from lms.records.api import CertificateIssue, Completion, CompletionStamp
from people.api import Person, reach_of

TEMPLATE = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True)
class Certificate:
    """A completion with those of its stamps that the reader may see, and its code."""

    completion: Completion
    stamps: tuple[CompletionStamp, ...]
    code: str
    #: the issue in a later name, None for the first
    issue: CertificateIssue | None = None

    @property
    def name(self) -> str:
        """The name on the certificate."""
        return self.issue.name if self.issue else self.completion.person_name

    @property
    def is_in_another_name(self) -> bool:
        """True when the person has another name by now: the certificate can be issued again."""
        return self.name != str(self.completion.person)

    @property
    def workplaces(self) -> list[str]:
        """Where the person worked that day, as it was called then."""
        return [
            f"{stamp.title}, {' › '.join(stamp.unit_path)}, {stamp.municipality}" for stamp in self.stamps
        ]


def certificate_of(completion: Completion) -> Certificate:
    """Return all of the last issue, as the person themselves sees it."""
    stamps = completion.stamps.select_related("municipality", "unit").order_by("pk")
    issue = completion.issues.order_by("number").last()
    code = issue_code(issue) if issue else verification_code(completion)
    return Certificate(completion, tuple(stamps), code, issue)


def certificate_for(reader: Person, completion: Completion) -> Certificate:
    """Return what `reader` may see of it: where else somebody works is no matter of a manager's.

    Whether they may see it at all is for `may_see` to say.
    """
    whole = certificate_of(completion)
    if completion.person_id == reader.pk:
        return whole
    reach = reach_of(reader)
    return replace(whole, stamps=tuple(stamp for stamp in whole.stamps if reach.covers_unit(stamp.unit)))


def certificate_to_check(found: Found) -> Certificate:
    """Return what proves it genuine to whoever has the code: who, what and when, and no workplace."""
    code = issue_code(found.issue) if found.issue else verification_code(found.completion)
    return Certificate(found.completion, (), code, found.issue)


def may_see(person: Person, completion: Completion) -> bool:
    """One's own; and of the people within a manager's reach, what they did in the manager's municipality.

    What is stamped by another municipality alone stays with the person when they move on: that it holds is
    counted at the new employer's, but the paper is theirs to show.
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
    words = {
        "language": get_language() or "sv",
        "heading": _("Certificate"),
        "certifies": _("This certifies that"),
        "name": certificate.name,
        "has_done": _("has completed the module"),
        "module": completion.module_version.title,
        "facts": "\n".join(f"{name}\t{value}" for name, value in _facts(certificate)),
        "issued": _("Issued by Närlära from the learning record. Check it with the code on the site."),
    }
    return typst.compile(TEMPLATE, sys_inputs=words, pdf_standards=["ua-1"])


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
        words = _("issue %(number)d of %(day)s, in a later name")
        return [(_("Name"), words % {"number": certificate.issue.number, "day": issued})]
    if certificate.completion.name_recorded_later:
        return [(_("Name"), _("added to the record afterwards"))]
    return []
