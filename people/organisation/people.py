"""Actions on persons, who are created by their employers."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.access.actions import Action, Change, Entry, record_audit
from people.access.permissions import reach_of
from people.enums import AuditKind, NoticeKind
from people.exceptions import NotPermitted, UserNameTaken
from people.identity.user_names import suggest_user_name
from people.messages.notices import send_notice
from people.models import Person, Unit
from people.organisation.employments import CreateEmployment


@dataclass(frozen=True, kw_only=True)
class CreatePerson(Action[Person]):
    """Create a person with a first employment; without a user name, one is generated.

    The person has no password: hand out a one-time code. Raises NotPermitted, UserNameTaken and
    PeriodIsReversed.
    """

    audit = AuditKind.PERSON_CREATED
    is_of_system = True

    first_name: str
    last_name: str
    unit: Unit
    title: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    username: str = ""

    def check(self, by: Person) -> None:
        if not reach_of(by).covers_unit(self.unit):
            raise NotPermitted(_("You can only add people to units of your own."))

    def execute(self) -> Change[Person]:
        person = Person(
            username=(self.username or suggest_user_name(self.first_name, self.last_name)).lower(),
            first_name=self.first_name,
            last_name=self.last_name,
        )
        person.set_unusable_password()
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError as error:
            message = _("The user name %(name)s is taken. Choose another one.") % {"name": person.username}
            raise UserNameTaken(message) from error
        return Change(person, [Entry(person, self.unit.municipality, {"name": str(person)})])

    def follow_up(self, result: Person) -> None:
        CreateEmployment(
            person=result,
            unit=self.unit,
            title=self.title,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            by=self.by,
            is_new=True,
        ).run()


@dataclass(frozen=True, kw_only=True)
class ChangePerson(Action[Person]):
    """Correct a name. The user name does not change, since the person signs in with it.

    The person gets a notice. Earlier completions keep the former name.
    """

    audit = AuditKind.NAME_CHANGED
    is_of_system = True

    person: Person
    first_name: str
    last_name: str

    def check(self, by: Person) -> None:
        if not reach_of(by).may_look_after(self.person):
            raise NotPermitted(_("You can only change people in units of your own."))

    def execute(self) -> Change[Person]:
        person = self.person
        person.refresh_from_db(
            fields=["first_name", "last_name"], from_queryset=Person.objects.select_for_update(no_key=True)
        )
        before = str(person)
        person.first_name, person.last_name = self.first_name, self.last_name
        person.save(update_fields=["first_name", "last_name"])
        if str(person) == before:
            return Change(person)
        _notify_of_name(person, before, self.by)
        return Change(person, [Entry(person, details={"before": before, "after": str(person)})])


def record_name_change(*, person: Person, before: str, by: Person | None) -> None:
    """Add a name that a form of Wagtail changed to the audit log, and send the person a notice."""
    if str(person) != before:
        record_audit(AuditKind.NAME_CHANGED, person=person, by=by, before=before, after=str(person))
        _notify_of_name(person, before, by)


def _notify_of_name(person: Person, before: str, by: Person | None) -> None:
    if by is None or by.pk != person.pk:
        send_notice(
            NoticeKind.NAME_CHANGED, person=person, by=str(by or ""), before=before, after=str(person)
        )


@dataclass(frozen=True, kw_only=True)
class ChoosePassword(Action[None]):
    """Set a password that the person has chosen. Ends their other sessions and their codes."""

    audit = AuditKind.PASSWORD_SET

    by: Person
    password: str

    def check(self, by: Person) -> None:
        """Everybody chooses their own password."""

    def execute(self) -> Change[None]:
        self.by.set_password(self.password)
        self.by.must_change_password = False
        self.by.save(update_fields=["password", "must_change_password"])
        self.by.one_time_codes.filter(used_at__isnull=True).delete()
        return Change(None, [Entry(self.by)])
