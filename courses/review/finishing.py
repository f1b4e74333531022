"""What Wagtail does when the last task of a workflow is approved (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

Wagtail imports this file before its models exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.modules.publish_checks import run_bulk_checks

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from people.api import Person


def publish_approved(workflow_state: WorkflowState, user: Person | None = None) -> None:
    """Publish the newest draft, unless a person must choose how: it stays a draft then.

    Registered checks of publishing apply (`ModulePage.publish`).
    """
    page = workflow_state.content_object.specific
    if not run_bulk_checks(page):
        page.get_latest_revision().publish(user=user)
