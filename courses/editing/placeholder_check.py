"""The check that a template's texts are replaced before a module is published, however it is published."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.models import ModulePage
from courses.steps.placeholders import placeholders_in
from courses.steps.stored import StoredStep


def template_texts_left(page: ModulePage) -> list[str]:
    """Return a sentence that names the steps of the draft with texts of its template; or nothing."""
    titles = [_title(step) for step in page.stored_steps if any(placeholders_in(step.values))]
    if any(placeholders_in([page.introduction, page.aims])):
        titles.append(_("introduction and aims"))
    if not titles:
        return []
    sentence = _("Texts of the template are left in: %(places)s. Replace them first.")
    return [sentence % {"places": ", ".join(titles)}]


def _title(step: StoredStep) -> str:
    return step.title or _("Step without a title")
