"""Querysets of module pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.db.models.functions import Coalesce, TruncDate
from wagtail.models import WorkflowState
from wagtail.query import PageQuerySet

from courses.models.module import Module
from courses.models.theme import Theme
from courses.review.dates import REVIEW_EVERY
from people.api import Person


class ModulePageQuerySet(PageQuerySet):
    """A queryset of module pages by who may open them, language, length and owner."""

    def open_to(self, person: Person, day: dt.date) -> Self:
        return self.filter(module__in=Module.objects.open_to(person, day))

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)

    def for_readers_of(self, language: str) -> Self:
        """Return one page a module: in `language`, or in another one where there is none in that."""
        translations = self.model.objects.live().in_language(language).filter(module=OuterRef("module"))
        return self.filter(Q(locale__language_code=language) | ~Exists(translations))

    def at_most(self, minutes: int) -> Self:
        return self.filter(minutes__lte=minutes)

    def with_related(self) -> Self:
        """Select the related objects that a page about a module shows in the same query."""
        return self.select_related("module__owner", "locale", "responsible", "cover_picture")

    def shared(self) -> Self:
        return self.filter(module__owner__isnull=True)

    def owned(self) -> Self:
        """Return the pages of modules that a municipality owns."""
        return self.filter(module__owner__isnull=False)

    def first_at(self, url_paths: Sequence[str]) -> Any:
        """Return the page at the first of the paths that has one, with its themes, or None. One query."""
        pages, _themes = self.filter(url_path__in=url_paths).read_with_themes()
        return min(pages, key=lambda page: url_paths.index(page.url_path), default=None)

    def review_due_by(self, day: dt.date) -> Self:
        """Return the pages with `review_due_on` on `day` or before, of those that have been published."""
        reviewed = Coalesce(F("reviewed_on"), TruncDate("first_published_at"))
        a_year_ago = Q(review_by__isnull=True, last_review__lte=day - REVIEW_EVERY)
        return self.alias(last_review=reviewed).filter(a_year_ago | Q(review_by__lte=day))

    def prefetch_workflow_states(self) -> Self:
        """Prefetch the active workflow state of each page; Wagtail's looks for those of the type Page."""
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        prefetch = Prefetch("_specific_workflow_states", states, to_attr="_current_workflow_states")
        return self.prefetch_related(prefetch)

    def read_with_themes(self) -> tuple[list[Any], list[Theme]]:
        """Return the pages by title, each with its `loaded_themes`, and all of their themes in order.

        One query, with a row for each theme of a page; another one if there are pictures on covers.
        """
        names = [field.attname for field in Theme._meta.concrete_fields]
        rows = self.with_related().annotate(**{f"theme_{name}": F(f"themes__{name}") for name in names})
        pages: dict[int, Any] = {}
        themes: dict[int, Theme] = {}
        for row in rows.order_by("title", "pk", "themes__order", "themes__slug"):
            page = pages.setdefault(row.pk, row)
            loaded = page.loaded_themes = page.loaded_themes or []
            if row.theme_id is not None:
                values = {name: getattr(row, f"theme_{name}") for name in names}
                loaded.append(themes.setdefault(row.theme_id, Theme(**values)))
        pictures = [page.cover_picture for page in pages.values() if page.cover_picture]
        prefetch_related_objects(pictures, "renditions")
        return list(pages.values()), sorted(themes.values(), key=lambda theme: (theme.order, theme.slug))
