"""A trainer's own modules with their status, as the dashboard lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.models import WorkflowState

from courses.dashboard.registry import Note, notes_by_page
from courses.models import ModulePage
from courses.models.querysets import ModulePageQuerySet
from courses.modules.queries import modules_of_others
from courses.permissions import owned_by_editor
from people.api import Person, reach_of

#: rows of the list; those that need attention come first
MOST_ROWS = 30


class Status(TextChoices):
    """The status of a module page."""

    DRAFT = "draft", gettext_lazy("Draft")
    WAITING = "waiting", gettext_lazy("Waits for approval")
    RETURNED = "returned", gettext_lazy("Came back with comments")
    SCHEDULED = "scheduled", gettext_lazy("To be published by itself")
    CHANGED = "changed", gettext_lazy("Published, changed since")
    PUBLISHED = "published", gettext_lazy("Published")
    UNPUBLISHED = "unpublished", gettext_lazy("Unpublished")


@dataclass(frozen=True)
class Row:
    """A module of the list. `waits_for` is the task of its workflow that it waits for."""

    page: ModulePage
    status: Status
    waits_for: str
    notes: Sequence[Note]
    url: str

    @property
    def is_late(self) -> bool:
        return any(note.is_late for note in self.notes)


@dataclass(frozen=True)
class ModuleRows:
    """The first `rows` of `count` modules."""

    rows: Sequence[Row]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def modules_of(person: Person) -> ModulePageQuerySet:
    """Return the pages that the person works with by role, answers for or has created.

    None that are closed to the person, such as those of a municipality where a trainer has worked before.
    """
    own = owned_by_editor(person, "module__owner") | Q(responsible=person) | Q(owner=person)
    pages: ModulePageQuerySet = ModulePage.objects.filter(own)
    return pages.exclude(pk__in=modules_of_others(person).values("pk"))


def module_rows(person: Person, day: dt.date) -> ModuleRows:
    """Return the person's modules: those with late notes, then those with others, then by last change."""
    pages = modules_of(person)
    notes = notes_by_page(pages, day)
    keys = sorted(
        pages.values_list("pk", "latest_revision_created_at"),
        key=lambda row: (_rank(notes.get(row[0], ())), -row[1].timestamp() if row[1] else 0.0, row[0]),
    )
    listed = _with_related(pages).in_bulk([pk for pk, _changed in keys[:MOST_ROWS]])
    rows = [_row(listed[pk], notes.get(pk, ()), person) for pk, _changed in keys[:MOST_ROWS] if pk in listed]
    return ModuleRows(rows, len(keys))


def _rank(notes: Sequence[Note]) -> int:
    return 0 if any(note.is_late for note in notes) else 1 if notes else 2


def _with_related(pages: ModulePageQuerySet) -> Any:
    related = ("module__owner", "responsible", "locale", "latest_revision__user")
    pages = pages.select_related(*related).defer("latest_revision__content").defer_streamfields()
    return pages.prefetch_workflow_states().annotate_approved_schedule()


def _row(page: ModulePage, notes: Sequence[Note], person: Person) -> Row:
    status, state = _status(page), page.current_workflow_state
    task = state.current_task_state.task.name if status == Status.WAITING and state.current_task_state else ""
    return Row(page, status, task, notes, _url(page, person))


def _status(page: ModulePage) -> Status:
    if (state := page.current_workflow_state) is not None:
        returned = state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return Status.RETURNED if returned else Status.WAITING
    if page.approved_schedule:
        return Status.SCHEDULED
    if page.live:
        return Status.CHANGED if page.has_unpublished_changes else Status.PUBLISHED
    return Status.UNPUBLISHED if page.first_published_at else Status.DRAFT


def _url(page: ModulePage, person: Person) -> str:
    """Return the page's editor; the page itself for those who answer for it and may not edit it."""
    reach, owner = reach_of(person), page.module.owner
    if reach.trains_shared or owner in reach.trains_for or page.module.owner_id in reach.publishes_for:
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page.get_url() or "" if page.live else ""
