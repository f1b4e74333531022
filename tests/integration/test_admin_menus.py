"""The admin's menus are in the user's language, not that of the first user of the process."""

from __future__ import annotations

import pytest
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.admin.menu import MenuItem

MENUS = ("admin", "help", "reports", "settings")


def our_menu_items() -> list[MenuItem]:
    """Return the project's menu items, which Wagtail caches in the process."""
    found = [hook for menu in MENUS for hook in hooks.get_hooks(f"register_{menu}_menu_item")]
    return [hook() for hook in found if not hook.__module__.startswith("wagtail")]


@pytest.mark.django_db
def test_admin_menu_labels_are_translated_when_they_are_shown() -> None:
    items = our_menu_items()

    assert len(items) >= 4
    assert [item.name for item in items if not isinstance(item.label, Promise)] == []
