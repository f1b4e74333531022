"""The task of Wagtail's workflow by which people of a role approve a module."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Task, TaskState, WorkflowState

from courses.models.pages import ModulePage
from courses.permissions import may_approve
from people.api import Person, RoleKind

APPROVING_ROLES = (RoleKind.SUBJECT_EXPERT, RoleKind.PUBLISHER)


class RoleApprovalTask(Task):
    """An approval by the people who have the role for the owner of the module.

    One by subject experts is skipped where the owner has none, unless it is the last of the workflow.
    """

    role = models.CharField(
        gettext_lazy("role"), max_length=30, choices=[(kind.value, kind.label) for kind in APPROVING_ROLES]
    )

    admin_form_fields = [*Task.admin_form_fields, "role"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "role"]

    class Meta:
        verbose_name = gettext_lazy("approval by a role")
        verbose_name_plural = gettext_lazy("approvals by a role")

    @classmethod
    def get_description(cls) -> str:
        return _("Those who have the role for the owner of the module approve this task")

    def approvers(self, page: Page) -> QuerySet[Person]:
        """Return the people who may approve: publishers, or trainers where there are none. No operators."""
        owner = _owner_of(page)
        active = Person.objects.filter(is_active=True).distinct()
        found = active.filter(roles__kind=self.role, roles__municipality=owner)
        if self.role == RoleKind.PUBLISHER and not found.exists():
            return active.filter(roles__kind=RoleKind.TRAINER, roles__municipality=owner)
        return found

    def start(self, workflow_state: WorkflowState, user: Person | None = None) -> TaskState:
        """Start the task, or skip it if there is nobody to approve it and another task follows."""
        last = workflow_state.workflow.tasks.last()
        page = workflow_state.content_object
        if self.role == RoleKind.PUBLISHER or last.pk == self.pk or self.approvers(page).exists():
            state: TaskState = super().start(workflow_state, user=user)
            return state
        return TaskState.objects.create(
            workflow_state=workflow_state,
            revision=page.get_latest_revision(),
            task=self,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )

    def is_approver(self, page: Page, user: Person) -> bool:
        return may_approve(user, RoleKind(self.role), _owner_of(page))

    def user_can_access_editor(self, obj: Page, user: Person) -> bool:
        return self.is_approver(obj, user)

    def locked_for_user(self, obj: Page, user: Person) -> bool:
        """Return whether the page is locked: for those who may neither approve nor publish it."""
        return not self.is_approver(obj, user) and not obj.permissions_for_user(user).can_publish()

    def user_can_lock(self, obj: Page, user: Person) -> bool:
        return self.is_approver(obj, user)

    def get_actions(self, obj: Page, user: Person) -> list[tuple[str, Any, bool]]:
        """Return the names and labels of the actions, and whether each takes a comment."""
        if not self.is_approver(obj, user):
            return []
        return [
            ("reject", _("Send back with a comment"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Person, **kwargs: Any) -> QuerySet[TaskState]:
        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        pages = ModulePage.objects.in_bulk({int(state.workflow_state.object_id) for state in states})
        own = [str(pk) for pk, page in pages.items() if self.is_approver(page, user)]
        return states.filter(workflow_state__object_id__in=own)


def _owner_of(page: Page) -> int | None:
    """Return the key of the municipality that owns the module; None if it is shared by all."""
    if not isinstance(page, ModulePage):
        page = ModulePage.objects.select_related("module").get(pk=page.pk)
    owner: int | None = page.module.owner_id
    return owner
