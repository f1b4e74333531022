"""Whose pages are found: only what the person who asks may open."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from courses.models import ModulePage
from people.models import Person


def visible_pages(person: Person) -> QuerySet[Page]:
    """Return the published pages that the person may open.

    A page with a view restriction of Wagtail's is found by no one, and a municipality's own module only
    by those whom `courses.modules.queries.may_open` lets in.
    """
    open_modules = ModulePage.objects.open_to(person, timezone.localdate()).values("pk")
    closed = ModulePage.objects.exclude(pk__in=open_modules).values("pk")
    return Page.objects.live().public().exclude(pk__in=closed)
