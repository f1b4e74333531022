"""The modules that wait for a person's approval, on the dashboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState, WorkflowState

from courses.dashboard.registry import Item, ItemGroup
from courses.models import ModulePage, RoleApprovalTask
from courses.templatetags.frame_tags import relative_day
from people.api import Person, reach_of


def waiting_approvals(person: Person, day: dt.date) -> ItemGroup | None:
    """Return the modules that the person may approve now, those that have waited longest first.

    Three queries; none for those without a role.
    """
    if not reach_of(person).edits:
        return None
    return ItemGroup(gettext_lazy("To approve"), list(_items(person)))


def _items(person: Person) -> Iterator[Item]:
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )
    states = list(states.select_related("workflow_state__requested_by").order_by("started_at", "pk"))
    tasks = RoleApprovalTask.objects.in_bulk({state.task_id for state in states})
    pages = _pages_of(states)
    for state in states:
        task, page = tasks.get(state.task_id), pages.get(int(state.workflow_state.object_id))
        if task is not None and page is not None and task.is_approver(page, person):
            yield _item(state, page)


def _pages_of(states: list[TaskState]) -> dict[int, ModulePage]:
    keys = {int(state.workflow_state.object_id) for state in states}
    pages = ModulePage.objects.select_related("module").defer_streamfields()
    by_key: dict[int, ModulePage] = pages.in_bulk(keys)
    return by_key


def _item(state: TaskState, page: ModulePage) -> Item:
    sender = state.workflow_state.requested_by
    sent = _("sent %(day)s") % {"day": relative_day(state.started_at)}
    detail = f"{sender}, {sent}" if sender else sent
    return Item(page.get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[page.pk]), detail)
