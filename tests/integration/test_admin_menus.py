"""The admin's menus speak the language of whoever reads, not of the first one to open them."""

from __future__ import annotations

import pytest
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.admin.menu import MenuItem

MENUS = ("admin", "help", "reports", "settings")


def our_menu_items() -> list[MenuItem]:
    """The menu items that this project registers; Wagtail keeps them as long as the process lives."""
    found = [hook for menu in MENUS for hook in hooks.get_hooks(f"register_{menu}_menu_item")]
    return [hook() for hook in found if not hook.__module__.startswith("wagtail")]


@pytest.mark.django_db
def test_admin_menu_labels_are_translated_when_they_are_shown() -> None:
    items = our_menu_items()

    assert len(items) >= 4
    assert [item.name for item in items if not isinstance(item.label, Promise)] == []
