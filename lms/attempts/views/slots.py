"""Content for the slots of courses: the action on a module's page, and progress on its card."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from courses.api import ModulePage, is_open
from lms.attempts.progress.module_status import ModuleStatus, statuses_of


def module_action(request: HttpRequest, page: Page) -> str:
    """Return the button Börja, Fortsätt or Gör om, with progress, due day and who requires it."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    if not page.live or getattr(
        request, "is_preview", False
    ):  # nothing to take yet; a preview starts nothing
        return ""
    if not is_open(request.user, page.module):
        return ""
    context = {"page": page, "slug": page.module.slug, **_progress_context(request, page)}
    return render_to_string("tracking/module_action.html", context, request=request)


def module_card(request: HttpRequest, page: Page) -> str:
    """Return the person's progress and requirement; "" where there is neither."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    context = _progress_context(request, page)
    if not context["status"].is_shown:
        return ""
    return render_to_string("tracking/module_card.html", context)


def _progress_context(request: HttpRequest, page: ModulePage) -> dict[str, Any]:
    """Return the module's status, and the language it was begun in where that is not the page's."""
    status = _status(request, page)
    begun_in = status.progress.language if status.progress.is_begun else ""
    other_language = "" if begun_in == page.locale.language_code else begun_in
    return {"status": status, "progress": status.progress, "other_language": other_language}


def _status(request: HttpRequest, page: ModulePage) -> ModuleStatus:
    """Return the status of a page's module for the reader, read once for all cards of a page."""
    statuses = getattr(request, "_module_statuses", None)
    if statuses is None:
        statuses = statuses_of(request.user, timezone.localdate())  # type: ignore[arg-type]  # the renderers check the user
        request._module_statuses = statuses  # type: ignore[attr-defined]  # a per-request cache
    return statuses.get(page.module_id, ModuleStatus())
