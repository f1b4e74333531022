"""Permissions of exports: of modules that a trainer may edit, and of the own variants of shared ones."""

from courses.api import ModulePage, may_edit_layers_of
from people.api import Municipality, Person


def may_export(person: Person, page: ModulePage, municipality: Municipality | None = None) -> bool:
    """Return whether the person may edit the page of the module, or the municipality's layer on it."""
    if not person.is_active:
        return False
    if municipality is not None:
        return page.module.owner_id is None and may_edit_layers_of(person, municipality)
    return bool(page.permissions_for_user(person).can_edit())
