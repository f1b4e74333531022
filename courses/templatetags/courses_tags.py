"""Template tags of courses."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from courses.slots import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, page: Page) -> SafeString:
    """Render what higher packages have registered for the slot `name` on `page`."""
    return mark_safe(render_slot(name, context["request"], page))  # noqa: S308 - renderers return rendered templates
