"""Remove the groups and the workflow that Wagtail installs and that nobody belongs to.

Trainers get their rights from the groups of their roles; a page sent to empty groups waits for nobody.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

INSTALLED = ("Moderators", "Editors")
WORKFLOW = "Moderators approval"


def remove_unused(apps: Any, schema_editor: Any) -> None:
    """Remove what nobody uses; a group with members, and a workflow that has been used, stay."""
    groups = apps.get_model("auth", "Group").objects.filter(name__in=INSTALLED)
    unused = {group.pk for group in groups if not _has_members(apps, group)}
    workflows = apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW)
    states = apps.get_model("wagtailcore", "WorkflowState").objects
    for workflow in workflows:
        tasks = [place.task for place in workflow.workflow_tasks.all()]
        if states.filter(workflow=workflow).exists() or not _are_of_groups(apps, tasks, unused):
            return
        workflow.delete()
        for task in tasks:
            apps.get_model("wagtailcore", "Task").objects.filter(pk=task.pk).delete()
    groups.filter(pk__in=unused).delete()


def _has_members(apps: Any, group: Any) -> bool:
    return bool(apps.get_model("people", "Person").objects.filter(groups=group).exists())


def _are_of_groups(apps: Any, tasks: list[Any], groups: set[int]) -> bool:
    """Return whether each task is an approval by some of the groups alone."""
    approvals = apps.get_model("wagtailcore", "GroupApprovalTask").objects
    of_tasks = [approvals.filter(pk=task.pk).first() for task in tasks]
    return all(found and {group.pk for group in found.groups.all()} <= groups for found in of_tasks)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0011_minutes_of_drafts"),
        ("people", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0094_alter_page_locale"),
        ("wagtaildocs", "0002_initial_data"),
        ("wagtailimages", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(remove_unused, migrations.RunPython.noop)]
