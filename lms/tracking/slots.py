"""What this room shows on the pages of courses: the way in on a module's page, progress on its card."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Page

from courses.models import ModulePage
from lms.tracking.queries import Progress, may_take, progress_of


def module_action(request: HttpRequest, page: Page) -> str:
    """Börja, Fortsätt or Gör om, with how far the person has come."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    if not page.live or getattr(
        request, "is_preview", False
    ):  # nothing to take yet; a preview starts nothing
        return ""
    if not may_take(request.user, page.module):
        return ""
    context = {"page": page, "slug": page.module.slug, "progress": _progress(request, page)}
    return render_to_string("tracking/module_action.html", context, request=request)


def module_card(request: HttpRequest, page: Page) -> str:
    """How far the person has come, in a word and a bar; nothing where nothing was begun."""
    if not isinstance(page, ModulePage) or not request.user.is_authenticated:
        return ""
    progress = _progress(request, page)
    if not (progress.is_begun or progress.is_done):
        return ""
    return render_to_string("tracking/module_card.html", {"progress": progress})


def _progress(request: HttpRequest, page: ModulePage) -> Progress:
    """Return the progress with a page's module, read once for all cards of a page."""
    kept = getattr(request, "_progress", None)
    if kept is None:
        kept = progress_of(request.user)  # type: ignore[arg-type]  # the renderers let nobody else through
        request._progress = kept  # type: ignore[attr-defined]  # a per-request cache
    return kept.get(page.module_id, Progress())
