"""URLs, menu item and page button of local content in the Wagtail admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses.layers.admin.preview import PreviewedStepsView, PreviewView
from courses.layers.admin.views import (
    LayerListView,
    LayerView,
    PlaceView,
    StepView,
    ValuesView,
    first_municipality,
)
from courses.layers.permissions import municipalities_edited_by
from courses.models import ModulePage
from people.api import Person, signed_in

urlpatterns = [
    path("", first_municipality, name="first"),
    path("<slug:municipality>/", LayerListView.as_view(), name="list"),
    path("<slug:municipality>/values/", ValuesView.as_view(), name="values"),
    path("<slug:municipality>/<int:page_id>/", LayerView.as_view(), name="layer"),
    path("<slug:municipality>/<int:page_id>/preview/", PreviewView.as_view(), name="preview"),
    path("<slug:municipality>/<int:page_id>/preview/steps/", PreviewedStepsView.as_view(), name="previewed"),
    path("<slug:municipality>/<int:page_id>/step/", StepView.as_view(), name="edit"),
    path("<slug:municipality>/<int:page_id>/<str:step_id>/<str:place>/", PlaceView.as_view(), name="place"),
]


class LayersMenuItem(MenuItem):
    """A menu item for the trainers of municipalities."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(municipalities_edited_by(signed_in(request)))


def layers_menu_item() -> MenuItem:
    url = reverse("layers:first")
    return LayersMenuItem(_("Local content"), url, name="layers", icon_name="site", order=225)


def layer_button(page: Page, user: Person, **kwargs: Any) -> Iterator[Button]:
    """Yield the button of a shared module that leads to the municipality's local content."""
    own = municipalities_edited_by(user)
    if isinstance(page, ModulePage) and page.live and page.module.owner_id is None and own:
        url = reverse("layers:layer", args=[own[0].code, page.pk])
        yield Button(_("Local content"), url, icon_name="site", priority=70)
