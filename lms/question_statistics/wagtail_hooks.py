"""Wagtail admin hooks: menu item and page button."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.api import ModulePage
from lms.question_statistics.permissions import modules_edited_by
from people.api import Person, reach_of, signed_in


class QuestionsMenuItem(MenuItem):
    """A menu item for trainers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reach_of(signed_in(request)).trains


@hooks.register("register_admin_menu_item")
def questions_menu_item() -> MenuItem:
    return QuestionsMenuItem(
        _("Answers given"),
        reverse("items:overview"),
        name="questions",
        icon_name="help",
        order=230,
    )


@hooks.register("register_page_header_buttons")
def questions_of_page(
    page: Page, user: Person, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> Iterator[Button]:
    """Yield the button in the editor of a module that leads to its statistics."""
    if isinstance(page, ModulePage) and page.module_id and modules_edited_by(user).filter(pk=page.module_id):
        url = reverse("items:module", args=[page.module.slug])
        yield Button(_("Answers given"), url, icon_name="help", priority=80)
