"""The pages that a person can find."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from courses.api import ModulePage
from people.api import Person


def visible_pages(person: Person) -> QuerySet[Page]:
    """Return the published pages that the person may open.

    Pages with a view restriction of Wagtail's are excluded, and municipalities' own modules unless
    `courses.modules.queries.may_open` permits them.
    """
    open_modules = ModulePage.objects.open_to(person, timezone.localdate()).values("pk")
    closed = ModulePage.objects.exclude(pk__in=open_modules).values("pk")
    return Page.objects.live().public().exclude(pk__in=closed)
