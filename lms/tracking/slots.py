"""What this room shows on the pages of courses: the way in on a module's page, progress on its card."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.models import Page

from courses.models import ModulePage
from lms.tracking.module_status import ModuleStatus, statuses_of
from lms.tracking.queries import may_take


def module_action(request: HttpRequest, page: Page) -> str:
    """Börja, Fortsätt or Gör om, with how far the person has come, by when it is due and for whom."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    if not page.live or getattr(
        request, "is_preview", False
    ):  # nothing to take yet; a preview starts nothing
        return ""
    if not may_take(request.user, page.module):
        return ""
    status = _status(request, page)
    context = {"page": page, "slug": page.module.slug, "status": status, "progress": status.progress}
    return render_to_string("tracking/module_action.html", context, request=request)


def module_card(request: HttpRequest, page: Page) -> str:
    """How far the person has come and what is required of them; nothing where neither is anything."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    status = _status(request, page)
    if not status.is_shown:
        return ""
    return render_to_string("tracking/module_card.html", {"status": status, "progress": status.progress})


def _status(request: HttpRequest, page: ModulePage) -> ModuleStatus:
    """Return how a page's module stands for the reader, read once for all cards of a page."""
    kept = getattr(request, "_module_statuses", None)
    if kept is None:
        kept = statuses_of(request.user, timezone.localdate())  # type: ignore[arg-type]  # the renderers let nobody else through
        request._module_statuses = kept  # type: ignore[attr-defined]  # a per-request cache
    return kept.get(page.module_id, ModuleStatus())
