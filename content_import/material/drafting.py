"""Actions that put imported steps in a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied

from content_import.material.actions import may_add_to, may_import_for
from courses.api import ModulePage, catalogue_in, save_module
from people.api import Action, Change, Municipality, Person

#: steps as a stream stores them: `{"type", "value", "id"}`
RawSteps = Sequence[Mapping[str, Any]]
MINUTES_PER_STEP = 1
MOST_MINUTES = 240


@dataclass(frozen=True, kw_only=True)
class DraftMaterial(Action[ModulePage]):
    """Create a draft with the steps, for a trainer to fill in and publish.

    Raises ModulePageMissing when the site has no catalogue in its first language.
    """

    audit = "wagtail.create"

    title: str
    owner: Municipality | None
    steps: RawSteps

    def check(self, by: Person) -> None:
        catalogue = catalogue_in(settings.LANGUAGE_CODE)
        if not (may_import_for(by, self.owner) and catalogue.permissions_for_user(by).can_add_subpage()):
            raise PermissionDenied

    def execute(self) -> Change[ModulePage]:
        catalogue = catalogue_in(settings.LANGUAGE_CODE)
        page = ModulePage(
            title=self.title,
            minutes=min(MINUTES_PER_STEP * len(self.steps), MOST_MINUTES),
            live=False,
            owner=self.by,
            locale=catalogue.locale,
            steps=_stream(self.steps),
        )
        page.module = save_module(page=page, owner=self.owner, valid_months=None)
        catalogue.add_child(instance=page)
        page.save_revision(user=self.by, log_action=True, clean=False)  # a draft, which the trainer completes
        return Change(page)


@dataclass(frozen=True, kw_only=True)
class DraftStepsAction(Action[ModulePage]):
    """An action on the steps of the newest draft of a page, as a new revision."""

    audit = "wagtail.edit"

    page: ModulePage

    def check(self, by: Person) -> None:
        if not may_add_to(by, self.page):
            raise PermissionDenied

    def save(self, draft: ModulePage, steps: RawSteps) -> Change[ModulePage]:
        draft.steps = _stream(steps)
        draft.save_revision(user=self.by, log_action=True, clean=False)
        return Change(draft)


@dataclass(frozen=True, kw_only=True)
class AddSteps(DraftStepsAction):
    """Add the steps to the end of the newest draft."""

    steps: RawSteps

    def execute(self) -> Change[ModulePage]:
        draft = self.page.get_latest_revision_as_object()
        return self.save(draft, [*draft.steps.raw_data, *self.steps])


@dataclass(frozen=True, kw_only=True)
class RemoveSteps(DraftStepsAction):
    """Remove the steps with these ids from the newest draft."""

    ids: Sequence[str]

    def execute(self) -> Change[ModulePage]:
        draft = self.page.get_latest_revision_as_object()
        return self.save(draft, [raw for raw in draft.steps.raw_data if raw.get("id") not in self.ids])


def _stream(steps: RawSteps) -> Any:
    return ModulePage._meta.get_field("steps").to_python(list(steps))
