"""Template tags of courses."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from courses.covers.covers import cover_of
from courses.glossary.queries import words_in_step
from courses.models import ModulePage, SeminarPage, Theme
from courses.slots import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, page: Page) -> SafeString:
    """Render what higher packages have registered for the slot `name` on `page`."""
    return mark_safe(render_slot(name, context["request"], page))  # noqa: S308 - renderers return rendered templates


@register.inclusion_tag("components/cover.html")
def cover(subject: ModulePage | SeminarPage | Theme | None, place: str = "") -> dict[str, object]:
    """Render the cover of a page or a theme; `place` is "card", "small" or "" for the width of its container.

    Without a page, such as that of a module that is no longer published, it is the default one.
    """
    return {"cover": cover_of(subject or Theme()), "class": f"cover--{place}" if place else ""}


@register.inclusion_tag("courses/glossary/words.html", takes_context=True)
def step_words(context: Context, content: Any, language: str) -> dict[str, object]:
    """Render the words of the glossary that the text of a step has."""
    return {"words": words_in_step(context["request"].user, content, language), "language": language}
