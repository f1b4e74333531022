"""Actions on persons, who are created by their employers."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.access.audit import record_audit
from people.access.permissions import reach_of
from people.enums import AuditKind, NoticeKind
from people.exceptions import NotPermitted, UserNameTaken
from people.identity.user_names import suggest_user_name
from people.messages.notices import send_notice
from people.models import Person, Unit
from people.organisation.employments import create_employment


@transaction.atomic
def create_person(
    *,
    first_name: str,
    last_name: str,
    unit: Unit,
    title: str,
    valid_from: dt.date,
    by: Person | None,
    valid_to: dt.date | None = None,
    username: str = "",
) -> Person:
    """Create a person with a first employment; without a user name, one is generated.

    The person has no password: hand out a one-time code. Raises NotPermitted and UserNameTaken.
    """
    if by is not None and not reach_of(by).covers_unit(unit):
        raise NotPermitted(_("You can only add people to units of your own."))
    person = Person(
        username=(username or suggest_user_name(first_name, last_name)).lower(),
        first_name=first_name,
        last_name=last_name,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        message = _("The user name %(name)s is taken. Choose another one.") % {"name": person.username}
        raise UserNameTaken(message) from error
    record_audit(
        AuditKind.PERSON_CREATED, person=person, by=by, municipality=unit.municipality, name=str(person)
    )
    create_employment(
        person=person, unit=unit, title=title, valid_from=valid_from, valid_to=valid_to, by=by, is_new=True
    )
    return person


@transaction.atomic
def change_person(*, person: Person, first_name: str, last_name: str, by: Person | None) -> Person:
    """Correct a name. The user name does not change, since the person signs in with it.

    The person gets a notice. Earlier completions keep the former name.
    """
    if by is not None and not reach_of(by).may_look_after(person):
        raise NotPermitted(_("You can only change people in units of your own."))
    before = str(person)
    person.first_name, person.last_name = first_name, last_name
    person.save(update_fields=["first_name", "last_name"])
    record_name_change(person=person, before=before, by=by)
    return person


def record_name_change(*, person: Person, before: str, by: Person | None) -> None:
    """Add a changed name to the audit log, and send the person a notice."""
    after = str(person)
    if after == before:
        return
    record_audit(AuditKind.NAME_CHANGED, person=person, by=by, before=before, after=after)
    if by is None or by.pk != person.pk:
        send_notice(NoticeKind.NAME_CHANGED, person=person, by=str(by or ""), before=before, after=after)


@transaction.atomic
def choose_password(*, person: Person, password: str) -> None:
    """Set a password that the person has chosen. Ends their other sessions and their codes."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    person.one_time_codes.filter(used_at__isnull=True).delete()
    record_audit(AuditKind.PASSWORD_SET, person=person, by=person)
