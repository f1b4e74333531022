"""The workflow of modules: subject experts, then publishers."""

from typing import Any

from django.apps import apps as site_apps
from wagtail.models import Workflow, WorkflowTask

from courses.models import RoleApprovalTask
from people.api import RoleKind

#: in the site's main language; operators may rename them
WORKFLOW = "granskning"
TASKS = {RoleKind.SUBJECT_EXPERT: "ämnesexpert", RoleKind.PUBLISHER: "publicerare"}


def create_workflow(apps: Any = site_apps, **kwargs: Any) -> None:
    """Create the workflow after the migrations, unless there is or was one; operators may change it.

    Receives `post_migrate`, which `manage.py flush` sends without `apps`.
    """
    try:
        apps.get_model("courses", "RoleApprovalTask")
    except LookupError:  # migrated back to a version without it
        return
    if RoleApprovalTask.objects.exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW)
    for order, (role, name) in enumerate(TASKS.items()):
        task = RoleApprovalTask.objects.create(name=name, role=role)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
