"""The bulk action that publishes pages: ready ones are published, the others listed with what is missing."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.models import Page

from courses.models import ModulePage
from courses.modules.draft_forms import MISSING
from courses.modules.publish_checks import run_bulk_checks, run_publish_checks
from people.api import Person


class PublishPagesAction(PublishBulkAction):
    """A bulk action that checks each page; Wagtail's own publishes none if one is incomplete."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: a sentence for each page that was not published
        self.refusals: list[str] = []

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "refusals": self.refusals}

    @classmethod
    def execute_action(
        cls,
        objects: Iterable[Page],
        include_descendants: bool = False,
        user: Person | None = None,
        refusals: list[str] | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Return how many of the selected pages were published, and how many drafts below them."""
        refusals = [] if refusals is None else refusals
        selected = {page.pk: page.specific for page in objects}
        below: dict[int, Page] = {}
        for page in selected.values() if include_descendants else ():
            below |= {draft.pk: draft for draft in _drafts_below(page, user) if draft.pk not in selected}
        published_selected = sum(_publish_if_ready(page, user, refusals) for page in selected.values())
        published_below = sum(_publish_if_ready(page, user, refusals) for page in below.values())
        return published_selected, published_below

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for sentence in self.refusals:
            messages.warning(self.request, sentence)
        published = num_parent_objects + num_child_objects
        sentence = ngettext("%(count)d page is published.", "%(count)d pages are published.", published)
        return sentence % {"count": published} if published else None


def _drafts_below(page: Page, user: Person | None) -> Iterator[Page]:
    for draft in page.get_descendants().not_live().specific():
        if user is None or draft.permissions_for_user(user).can_publish():
            yield draft


def _publish_if_ready(page: Page, user: Person | None, refusals: list[str]) -> bool:
    """Publish the newest draft of the page and return True; else add the reasons to `refusals`."""
    draft = page.get_latest_revision_as_object()
    reasons = find_publish_errors(draft)
    if isinstance(draft, ModulePage):
        reasons += [*run_publish_checks(draft), *run_bulk_checks(page)]
    if reasons:
        sentence = _("“%(page)s” was not published. %(reasons)s")
        refusals.append(sentence % {"page": draft.get_admin_display_title(), "reasons": " ".join(reasons)})
        return False
    with transaction.atomic():
        (page.get_latest_revision() or page.save_revision(user=user)).publish(user=user)
    return True


def find_publish_errors(page: Page) -> list[str]:
    """Return what the page's editor would require before publishing it, a sentence each."""
    sentences, missing = [], []
    for name, error in _errors_of(page):
        if error.code in MISSING:
            missing.append(_label_of(page, name))
        else:
            text = " ".join(error.messages)
            sentences.append(text if name == NON_FIELD_ERRORS else f"{_label_of(page, name)}: {text}")
    missing += _missing_relations(page)
    if missing:
        sentences.insert(0, _("Fill in first: %(fields)s.") % {"fields": ", ".join(missing)})
    if isinstance(page, ModulePage):
        sentences += _missing_in_steps(page)
    return sentences


def _errors_of(page: Page) -> Iterator[tuple[str, ValidationError]]:
    try:
        page.full_clean()
    except ValidationError as refusal:
        for name, errors in refusal.error_dict.items():
            for error in errors:
                yield name, error


def _missing_relations(page: Page) -> list[str]:
    """Return the labels of relations to many that a form requires; the model does not validate them."""
    required = [field for field in page._meta.many_to_many if not field.blank and field.editable]
    return [str(field.verbose_name) for field in required if not getattr(page, field.name).exists()]


def _missing_in_steps(page: ModulePage) -> list[str]:
    """Return the errors of the steps, which their blocks validate and the model does not."""
    try:
        page.steps.stream_block.clean(page.steps)
    except StreamBlockValidationError as refusal:
        about_all = refusal.non_block_errors
        return list(about_all) if about_all else [_("A step is not finished. Open the page to see which.")]
    return []


def _label_of(page: Page, name: str) -> str:
    try:
        return str(page._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
