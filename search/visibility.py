"""Whose pages are found: only what the person who asks may open."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import Page

from courses.models import ModulePage
from courses.queries import municipalities_of
from lms.people.models import Person


def visible_pages(person: Person) -> QuerySet[Page]:
    """Return the published pages that the person may open.

    A page with a view restriction of Wagtail's is found by no one, and a municipality's own module only
    by those who `courses.queries.may_open` lets in.
    """
    published = Page.objects.live().public()
    if person.is_superuser:
        return published
    open_modules = ModulePage.objects.open_to(person, municipalities_of(person)).values("pk")
    return published.exclude(pk__in=ModulePage.objects.exclude(pk__in=open_modules).values("pk"))
