"""What happens when a moderator has approved a page.

Wagtail loads this while it loads its own models, so what is needed here is imported when it is needed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from lms.people.models import Person

logger = logging.getLogger(__name__)


def publish_approved(workflow_state: WorkflowState, user: Person | None = None) -> None:
    """Publish what was approved, as Wagtail would (WAGTAIL_FINISH_WORKFLOW_ACTION).

    A module with a package that is dangerous to learners stays a draft, as when its trainer publishes it.
    """
    from wagtail.workflows import publish_workflow_state

    from content_import.health.queries import dangerous_in
    from courses.models import ModulePage

    page = workflow_state.content_object.get_latest_revision_as_object()
    if isinstance(page, ModulePage) and dangerous_in(page):
        logger.warning("Page %s was approved but not published: it has a dangerous package.", page.pk)
        return
    publish_workflow_state(workflow_state, user=user)
