"""Files that whoever exports a module may not open: they must not leave the site in an export of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.api import Recording, folders_closed_to
from lms.export.building.plan import ExportPlan
from people.api import Person


def closed_files(plan: ExportPlan, person: Person | None) -> Iterator[str]:
    """Yield a sentence for each file of the plan that is in a folder closed to the person."""
    if person is None:
        return
    used = {pair for part in plan.parts for step in part.steps for pair in step.files()}
    closed = folders_closed_to(person, timezone.localdate())
    for model in (get_document_model(), get_image_model(), Recording):
        keys = [key for each, key in used if each is model]
        for file in model._default_manager.filter(pk__in=keys, collection__in=closed).order_by("pk"):
            yield _("“%(file)s” is in a folder that is closed to you. Replace it in the module first.") % {
                "file": file.title
            }
