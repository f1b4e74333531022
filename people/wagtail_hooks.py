"""Wagtail hooks that record changes of accounts in the admin in the audit log."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from people.access.actions import record_audit
from people.enums import AuditKind
from people.identity.requests import signed_in
from people.models import Person
from people.organisation.people import record_name_change


def _rights(person: Person) -> str:
    """Return the flags and groups that the admin's form may set, as the audit log stores them."""
    flags = [name for name in ("is_active", "is_superuser") if getattr(person, name)]
    return ", ".join([*flags, *person.groups.order_by("name").values_list("name", flat=True)])


@hooks.register("before_edit_user")
def store_account_before_edit(request: HttpRequest, person: Person) -> None:
    """Store the account as it is before the change on the request."""
    stored = Person.objects.get(pk=person.pk)
    request.account_before = (str(stored), stored.password, _rights(stored))  # type: ignore[attr-defined]


@hooks.register("after_edit_user")
def record_changed_account(request: HttpRequest, person: Person) -> None:
    """Add the changes of name, password and rights to the audit log."""
    by = signed_in(request)
    name, password, rights = request.account_before  # type: ignore[attr-defined]  # as above
    record_name_change(person=person, before=name, by=by)
    if person.password != password:
        record_audit(AuditKind.PASSWORD_SET, person=person, by=by)
    if _rights(person) != rights:
        record_audit(AuditKind.RIGHTS_CHANGED, person=person, by=by, before=rights, after=_rights(person))


@hooks.register("after_create_user")
def record_created_account(request: HttpRequest, person: Person) -> None:
    """Add a new account to the audit log."""
    by = signed_in(request)
    record_audit(AuditKind.PERSON_CREATED, person=person, by=by, name=str(person))
    record_audit(AuditKind.RIGHTS_CHANGED, person=person, by=by, before="", after=_rights(person))


@hooks.register("before_bulk_action")
def store_rights_before_action(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Store the rights of the accounts before the bulk action on the request."""
    if Person in action.models:
        request.rights_before = {person.pk: _rights(person) for person in objects}  # type: ignore[attr-defined]


@hooks.register("after_bulk_action")
def record_changed_accounts(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """Add the changes of rights by a bulk action to the audit log."""
    if Person not in action.models or action_type == "delete":
        return
    before = request.rights_before  # type: ignore[attr-defined]  # as above
    for person in Person.objects.filter(pk__in=before):
        if _rights(person) != before[person.pk]:
            record_audit(
                AuditKind.RIGHTS_CHANGED,
                person=person,
                by=signed_in(request),
                before=before[person.pk],
                after=_rights(person),
            )
