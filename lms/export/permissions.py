"""Permissions of exports: trainers export modules that they may edit."""

from courses.api import ModulePage
from people.api import Person


def may_export(person: Person, page: ModulePage) -> bool:
    """Return whether the person may edit the page of the module."""
    return person.is_active and bool(page.permissions_for_user(person).can_edit())
