"""One-time codes: how someone who has no password, or forgot it, gets one without any e-mail."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.access.permissions import Reach, reach_of
from people.enums import AuditKind, NoticeKind
from people.exceptions import CodeRefused, OutOfReach
from people.messages.notices import send_notice
from people.models import OneTimeCode, Person
from people.organisation.people import choose_password

#: no letters that sound or look like another one, no digits that look like a letter
ALPHABET = "23456789ACFHJKMNRTUXYZ"
LENGTH = 8
LIFETIME = dt.timedelta(hours=24)
MAX_FAILURES = 5


@transaction.atomic
def hand_out_code(*, person: Person, by: Person | None) -> str:
    """Return a new code for `person`, to be told once; only its hash is kept. Former codes end.

    The password in use stays until the code is used, and the person gets a notice. Raises OutOfReach when
    `by` may not take over an account of that reach, or has yet to get the approvals that it takes.
    """
    if by is not None and not reach_of(by).may_hand_out_code(person):
        raise OutOfReach(whom_to_ask_for_code(reach_of(by), person))
    person.one_time_codes.filter(used_at__isnull=True).delete()
    code = "".join(secrets.choice(ALPHABET) for _character in range(LENGTH))
    OneTimeCode.objects.create(
        person=person,
        code_hash=make_password(code),
        created_by=by or person,
        expires_at=timezone.now() + LIFETIME,
    )
    record_audit(AuditKind.CODE_HANDED_OUT, person=person, by=by)
    if by is not None:
        send_notice(NoticeKind.CODE_HANDED_OUT, person=person, by=str(by))
    return code


def whom_to_ask_for_code(reach: Reach, person: Person) -> str:
    """Return the sentence for somebody of that reach who may not hand out a code for `person`."""
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
    """Let the code's person have `password` and spend the code.

    Raises CodeRefused, the same in words and in time whether the user exists, has a code or has none;
    and ValidationError where the password won't do, which leaves the code unspent.
    """
    kept = _code_that_fits(username, normalise_code(code))
    validate_password(password, kept.person)
    with transaction.atomic():
        if not OneTimeCode.objects.filter(pk=kept.pk, used_at__isnull=True).update(used_at=timezone.now()):
            raise CodeRefused(_("The code has been used. Ask for a new one."))
        choose_password(person=kept.person, password=password)
        kept.person.code_requests.all().close()
        record_audit(AuditKind.CODE_USED, person=kept.person, by=kept.person)
        if kept.created_by_id != kept.person_id:
            send_notice(NoticeKind.CODE_USED, person=kept.person, by=str(kept.created_by))
    return kept.person


def _code_that_fits(username: str, offered: str) -> OneTimeCode:
    """Return the code in force, or raise CodeRefused.

    The try is counted before the slow comparison, so that many at once get no more tries than one at a
    time, and no lock is held while hashing; a code that fits gets its try back.
    """
    in_force = OneTimeCode.objects.filter(
        person__username__iexact=username.strip(),
        person__is_active=True,
        used_at__isnull=True,
        expires_at__gt=timezone.now(),
        failed_attempts__lt=MAX_FAILURES,
    )
    kept = in_force.select_related("person", "created_by").order_by("-created_at").first()
    if kept is None or not in_force.filter(pk=kept.pk).update(failed_attempts=F("failed_attempts") + 1):
        make_password(offered)
        fits = False
    else:
        fits = check_password(offered, kept.code_hash)
    if kept is None or not fits or not _still_handed_out_rightly(kept):
        raise CodeRefused(
            _(
                "The user name and the code don't fit, or the code has been used or is too old. "
                "Check both, or ask for a new code."
            )
        )
    OneTimeCode.objects.filter(pk=kept.pk).update(failed_attempts=F("failed_attempts") - 1)
    return kept


def _still_handed_out_rightly(kept: OneTimeCode) -> bool:
    """Tell whether whoever handed it out may still do so: the account may have become others' meanwhile."""
    giver = kept.created_by
    by_nobody = giver.pk == kept.person_id
    return by_nobody or (
        giver.is_active and reach_of(giver).may_hand_out_code(kept.person, at=kept.created_at)
    )


def normalise_code(code: str) -> str:
    """Return the code as it was made, whatever case, blanks and dashes it was typed with."""
    return "".join(character for character in code.upper() if character.isalnum())
