"""Notices of the workflow: to those who approve, and to the person who sent the module to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from courses.models import ModulePage, RoleApprovalTask
from people.api import Notice, NoticeKind, Person, send_notice


@receiver(task_submitted, sender=TaskState)
def notify_approvers(instance: TaskState, user: Person | None, **kwargs: Any) -> None:
    """Send a notice to everybody who may approve the task, except the person who has sent the page."""
    task, page = instance.task.specific, _page_of(instance.workflow_state)
    if not isinstance(task, RoleApprovalTask) or page is None:
        return
    for person in task.approvers(page):
        if user is None or person.pk != user.pk:
            _send(NoticeKind.APPROVAL_WAITS, person, page, user, task_state=instance.pk)


@receiver(workflow_rejected, sender=WorkflowState)
def notify_of_rejection(instance: WorkflowState, user: Person | None, **kwargs: Any) -> None:
    """Send a notice with the comment to the person who has sent the page."""
    comment = instance.current_task_state.comment if instance.current_task_state else ""
    _notify_sender(NoticeKind.MODULE_RETURNED, instance, user, comment=comment)


@receiver(workflow_approved, sender=WorkflowState)
def notify_of_approval(instance: WorkflowState, user: Person | None, **kwargs: Any) -> None:
    _notify_sender(NoticeKind.MODULE_APPROVED, instance, user)


def _notify_sender(kind: NoticeKind, state: WorkflowState, by: Person | None, **details: str) -> None:
    page, sender = _page_of(state), state.requested_by
    if page is not None and sender is not None and (by is None or sender.pk != by.pk):
        _send(kind, sender, page, by, **details)


def _page_of(state: WorkflowState) -> ModulePage | None:
    return ModulePage.objects.defer_streamfields().filter(pk=state.object_id).first()


def _send(
    kind: NoticeKind, person: Person, page: ModulePage, by: Person | None, **details: str | int
) -> None:
    send_notice(
        kind, person=person, page=page.pk, title=page.get_admin_display_title(), by=str(by or ""), **details
    )


def approvals_still_waiting(notices: Sequence[Notice]) -> dict[int, Mapping[str, Any]]:
    """Return the details of the notices whose task is still to be approved. One query."""
    keys = {notice.details["task_state"] for notice in notices}
    waiting = set(_in_progress(keys).values_list("pk", flat=True))
    return {notice.pk: notice.details for notice in notices if notice.details["task_state"] in waiting}


def _in_progress(keys: Iterable[int]) -> Any:
    return TaskState.objects.filter(
        pk__in=keys,
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    )
