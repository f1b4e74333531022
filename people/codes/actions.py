"""One-time codes, with which a person without a password chooses one; no e-mail is needed."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry, record_audit
from people.access.permissions import Reach, reach_of
from people.enums import AuditKind, NoticeKind
from people.exceptions import CodeRefused, NotPermitted
from people.messages.notices import send_notice
from people.models import OneTimeCode, Person
from people.organisation.people import ChoosePassword

#: without letters that sound or look alike, and digits that look like letters
ALPHABET = "23456789ACFHJKMNRTUXYZ"
LENGTH = 8
LIFETIME = dt.timedelta(hours=24)
MAX_FAILURES = 5


@dataclass(frozen=True, kw_only=True)
class HandOutCode(Action[str]):
    """Create and return a code for `person`; only its hash is stored. Earlier codes end.

    The current password stays valid until the code is used, and the person gets a notice. Raises NotPermitted
    if `by` may not hand out codes to an account of that reach, or has not got the required approvals.
    """

    audit = AuditKind.CODE_HANDED_OUT
    is_of_system = True

    person: Person

    def check(self, by: Person) -> None:
        if not reach_of(by).may_hand_out_code(self.person):
            raise NotPermitted(code_refusal_message(reach_of(by), self.person))

    def execute(self) -> Change[str]:
        self.person.one_time_codes.filter(used_at__isnull=True).delete()
        code = "".join(secrets.choice(ALPHABET) for _character in range(LENGTH))
        OneTimeCode.objects.create(
            person=self.person,
            code_hash=make_password(code),
            created_by=self.by or self.person,
            expires_at=timezone.now() + LIFETIME,
        )
        return Change(code, [Entry(self.person)])

    def follow_up(self, result: str) -> None:
        if self.by is not None:
            send_notice(NoticeKind.CODE_HANDED_OUT, person=self.person, by=str(self.by))


def code_refusal_message(reach: Reach, person: Person) -> str:
    """Return the message for a user of that reach who may not hand out a code for `person`."""
    if reach.needs_approval(person):
        return _(
            "Another municipality has used the account within two years. "
            "The person can sign in with the old password. Is it forgotten? "
            "Request a code, which an administrator of each municipality approves, "
            "or ask those who run Närlära."
        )
    if reach.administered:
        return _("You can't hand out a code to this person. Ask those who run Närlära.")
    return _("You can't hand out a code to this person. Ask an administrator.")


def use_code(*, username: str, code: str, password: str) -> Person:
    """Set the password of the code's person and mark the code as used.

    Raises CodeRefused, with the same message and time whether the user exists, has a code or has none;
    and ValidationError for an invalid password, which leaves the code unused.
    """
    one_time_code = _find_valid_code(username, normalise_code(code))
    validate_password(password, one_time_code.person)
    with transaction.atomic():
        unused = OneTimeCode.objects.filter(pk=one_time_code.pk, used_at__isnull=True)
        if not unused.update(used_at=timezone.now()):
            raise CodeRefused(_("The code has been used. Ask for a new one."))
        ChoosePassword(by=one_time_code.person, password=password).run()
        one_time_code.person.code_requests.all().close()
        record_audit(AuditKind.CODE_USED, person=one_time_code.person, by=one_time_code.person)
        if one_time_code.created_by_id != one_time_code.person_id:
            send_notice(NoticeKind.CODE_USED, person=one_time_code.person, by=str(one_time_code.created_by))
    return one_time_code.person


def _find_valid_code(username: str, entered: str) -> OneTimeCode:
    """Return the valid code of the user, or raise CodeRefused.

    The attempt is counted before the slow comparison, so that concurrent requests get no more attempts than
    sequential ones, and no lock is held while hashing; a valid code takes back its attempt.
    """
    in_force = OneTimeCode.objects.filter(
        person__username__iexact=username.strip(),
        person__is_active=True,
        used_at__isnull=True,
        expires_at__gt=timezone.now(),
        failed_attempts__lt=MAX_FAILURES,
    )
    code = in_force.select_related("person", "created_by").order_by("-created_at").first()
    if code is None or not in_force.filter(pk=code.pk).update(failed_attempts=F("failed_attempts") + 1):
        make_password(entered)  # takes as long as the comparison
        matches = False
    else:
        matches = check_password(entered, code.code_hash)
    if code is None or not matches or not _is_still_permitted(code):
        raise CodeRefused(
            _(
                "The user name and the code don't fit, or the code has been used or is too old. "
                "Check both, or ask for a new code."
            )
        )
    OneTimeCode.objects.filter(pk=code.pk).update(failed_attempts=F("failed_attempts") - 1)
    return code


def _is_still_permitted(code: OneTimeCode) -> bool:
    """Return whether the creator may still hand out the code; others may employ the person by now."""
    creator = code.created_by
    is_by_system = creator.pk == code.person_id
    return is_by_system or (
        creator.is_active and reach_of(creator).may_hand_out_code(code.person, at=code.created_at)
    )


def normalise_code(code: str) -> str:
    """Return the code in upper case, without blanks and dashes."""
    return "".join(character for character in code.upper() if character.isalnum())
