"""The dashboard on the home page of the Wagtail admin, for those who work with modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.ui.components import Component

from courses.dashboard.modules import module_rows
from courses.dashboard.registry import main_actions, waiting_groups
from courses.models import ModuleIndexPage
from people.api import Person, reach_of, signed_in


class DashboardPanel(Component):
    """The main actions, what waits for the person, and the person's modules."""

    name = "trainer_dashboard"
    order = 10
    template_name = "courses/dashboard/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        person: Person = signed_in(parent_context["request"])
        day = timezone.localdate()
        trains = reach_of(person).trains
        return {
            "person": person,
            "new_module_url": reverse("new_module") if trains and catalogue_for_reader() else "",
            "actions": [(action, action.url()) for action in main_actions() if trains],
            "groups": list(waiting_groups(person, day)),
            "modules": module_rows(person, day),
        }


def catalogue_for_reader() -> ModuleIndexPage | None:
    """Return the catalogue in the language of the interface, or else in the site's. One query."""
    languages = [get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE]
    catalogues = ModuleIndexPage.objects.filter(locale__language_code__in=languages).select_related("locale")
    return min(catalogues, key=lambda page: languages.index(page.locale.language_code), default=None)
