"""What this room adds to the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterable
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
from content_import.health.queries import dangerous_in
from content_import.viewsets import PackageViewSet
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
    return _stopped(request, [page])


@hooks.register("before_bulk_action")
def keep_dangerous_packages_from_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same where several pages are published at once: none of them is, when one must not."""
    if action_type != "publish":
        return None
    pages = [page for page in objects if isinstance(page, Page)]
    drafts = Page.objects.none()
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in pages:
            drafts |= page.get_descendants().not_live()
    chosen = {page.pk for page in (*pages, *drafts)}
    modules = ModulePage.objects.filter(pk__in=chosen)
    return _stopped(request, [module.get_latest_revision_as_object() for module in modules])


def _stopped(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Say why the pages may not be published, and lead to the first that may not; None when all may."""
    for page in pages:
        dangerous = dangerous_in(page) if isinstance(page, ModulePage) else []
        if dangerous:
            names = ", ".join(f"“{package}”" for package in dangerous)
            sentence = _("Not published: %(packages)s is dangerous to learners. Its page says why.")
            messages.error(request, sentence % {"packages": names})
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None
