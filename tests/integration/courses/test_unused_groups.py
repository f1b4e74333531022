"""Removal of Wagtail's groups and workflow where they are unused."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from tests.factories.courses import make_module_page, make_page_root
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
migration = import_module("courses.migrations.0012_remove_unused_groups")


@pytest.fixture
def groups() -> list[Group]:
    """Wagtail's groups, and its workflow at the root, as a new installation has them."""
    Group.objects.filter(name__in=migration.INSTALLED).delete()
    installed = [Group.objects.create(name=name) for name in migration.INSTALLED]
    workflow = Workflow.objects.create(name=migration.WORKFLOW)
    task = GroupApprovalTask.objects.create(name=migration.WORKFLOW)
    task.groups.add(installed[0])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=make_page_root())
    return installed


def names() -> set[str]:
    return set(Group.objects.filter(name__in=migration.INSTALLED).values_list("name", flat=True))


def test_groups_without_members_are_removed_with_their_workflow(groups: list[Group]) -> None:
    migration.remove_unused(apps, None)

    assert names() == set()
    assert (Workflow.objects.filter(name=migration.WORKFLOW).count(), GroupApprovalTask.objects.count()) == (
        0,
        0,
    )
    assert Page.get_first_root_node().has_workflow is False


def test_group_with_a_member_stays_with_its_workflow(groups: list[Group]) -> None:
    PersonFactory().groups.add(groups[0])

    migration.remove_unused(apps, None)

    assert names() == {"Moderators", "Editors"}
    assert Workflow.objects.filter(name=migration.WORKFLOW).count() == 1


def test_workflow_that_has_been_used_stays_with_its_groups(groups: list[Group]) -> None:
    Workflow.objects.get(name=migration.WORKFLOW).start(
        make_module_page("Förebygg"), PersonFactory(is_superuser=True)
    )

    migration.remove_unused(apps, None)

    assert names() == {"Moderators", "Editors"}


@pytest.mark.django_db(transaction=False)
def test_new_installation_has_no_empty_groups() -> None:
    assert names() == set()
