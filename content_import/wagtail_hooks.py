"""What this room adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content_import.admin_views import POLICY
from content_import.health.queries import dangerous_among
from content_import.viewsets import PackageViewSet
from courses.enums import StepKind
from courses.models import ModulePage, Package

register_permission_policy(Package, POLICY)
register_snippet(PackageViewSet)


@hooks.register("before_bulk_action")
def keep_packages_from_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """A package is deleted by its own action, which removes its files and says when it is in use."""
    if any(isinstance(instance, Package) for instance in objects):
        raise PermissionDenied


@hooks.register("before_publish_page")
def keep_dangerous_packages_from_learners(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A module with a package whose check found danger stays a draft."""
    if not isinstance(page, ModulePage):
        return None
    steps = [step for step in page.steps if step.block_type == StepKind.PACKAGE]
    dangerous = dangerous_among(step.value["package"].pk for step in steps)
    if not dangerous:
        return None
    names = ", ".join(f"“{package}”" for package in dangerous)
    sentence = _("Not published: %(packages)s is dangerous to learners. Its page says why.")
    messages.error(request, sentence % {"packages": names})
    return redirect("wagtailadmin_pages:edit", page.pk)
