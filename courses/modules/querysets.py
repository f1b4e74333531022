"""Questions about module pages, each asked the same way everywhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q
from wagtail.query import PageQuerySet

from courses.models.module import Module

if TYPE_CHECKING:
    from people.api import Person


class ModulePageQuerySet(PageQuerySet):
    """Module pages by who may open them and what they are about."""

    def open_to(self, person: Person, day: dt.date) -> Self:
        return self.filter(module__in=Module.objects.open_to(person, day))

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)

    def for_readers_of(self, language: str) -> Self:
        """One page a module: in `language`, and in another where there is none in that."""
        known = self.model.objects.live().in_language(language).filter(module=OuterRef("module"))
        return self.filter(Q(locale__language_code=language) | ~Exists(known))

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
