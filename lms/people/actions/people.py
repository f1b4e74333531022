"""People: created by those who employ them, never by themselves."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.people.actions.employments import create_employment
from lms.people.exceptions import OutOfReach, UserNameTaken
from lms.people.models import Person, Unit
from lms.people.permissions import reach_of
from lms.people.user_names import suggest_user_name


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
    """Create a person with a first employment; without a user name one is made from the name.

    The person has no password: hand out a one-time code. Raises OutOfReach and UserNameTaken.
    """
    if by is not None and not reach_of(by).covers_unit(unit):
        raise OutOfReach(_("You can only add people to units of your own."))
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
    create_employment(
        person=person, unit=unit, title=title, valid_from=valid_from, valid_to=valid_to, by=by, is_new=True
    )
    return person


@transaction.atomic
def change_person(*, person: Person, first_name: str, last_name: str, by: Person | None) -> Person:
    """Correct a name. The user name stays: it is what the person signs in with."""
    if by is not None and not reach_of(by).may_look_after(person):
        raise OutOfReach(_("You can only change people in units of your own."))
    person.first_name, person.last_name = first_name, last_name
    person.save(update_fields=["first_name", "last_name"])
    return person


@transaction.atomic
def choose_password(*, person: Person, password: str) -> None:
    """Set a password that the person has chosen. All other sessions of theirs end."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
