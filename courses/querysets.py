"""Questions about module pages, each asked the same way everywhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from wagtail.query import PageQuerySet

from courses.models.module import Module

if TYPE_CHECKING:
    from lms.people.models import Person


class ModulePageQuerySet(PageQuerySet):
    """Module pages by who may open them and what they are about."""

    def open_to(self, person: Person, day: dt.date) -> Self:
        return self.filter(module__in=Module.objects.open_to(person, day))

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)

    def at_most(self, minutes: int) -> Self:
        return self.filter(minutes__lte=minutes)

    def to_read(self) -> Self:
        """With all that a page about a module shows, in the same query."""
        return self.select_related("module__owner", "locale", "responsible")

    def shared(self) -> Self:
        return self.filter(module__owner__isnull=True)

    def owned(self) -> Self:
        """Those that a municipality has made for itself."""
        return self.filter(module__owner__isnull=False)
