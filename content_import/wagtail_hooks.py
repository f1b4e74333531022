"""What this room adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content_import.admin_views import POLICY
from content_import.viewsets import PackageViewSet
from courses.models import Package

register_permission_policy(Package, POLICY)
register_snippet(PackageViewSet)


@hooks.register("before_bulk_action")
def keep_packages_from_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """A package is deleted by its own action, which removes its files and says when it is in use."""
    if any(isinstance(instance, Package) for instance in objects):
        raise PermissionDenied
