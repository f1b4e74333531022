"""Template tags of reflections."""

from django import template
from django.template import Context

from lms.attempts.api import Attempt
from lms.reflections.forms import MAX_LENGTH
from lms.reflections.queries import Written, now_in_ms, written_in

register = template.Library()


@register.simple_tag(takes_context=True)
def reflection(context: Context, attempt: Attempt, block: str) -> Written:
    """Return what the person signed in has written at a block; one query for all blocks of a page."""
    request = context["request"]
    if not hasattr(request, "written_reflections"):
        request.written_reflections = written_in(request.user, attempt.module_id)
    found: Written | None = request.written_reflections.get(block)
    return found or Written()


@register.simple_tag
def milliseconds() -> int:
    """Return the site's time in milliseconds."""
    return now_in_ms()


@register.simple_tag
def longest_reflection() -> int:
    """Return the greatest number of characters of a reflection."""
    return MAX_LENGTH
