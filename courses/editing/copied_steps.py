"""The action that copies steps of another module into a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from courses.exceptions import StepsNotCopied
from courses.files.closed_objects import closed_objects
from courses.models import ModulePage
from courses.models.querysets import ModulePageQuerySet
from courses.modules.frozen_content import RawSteps
from courses.modules.queries import modules_of_others
from people.api import Action, Change, Person


@dataclass(frozen=True, kw_only=True)
class CopySteps(Action[int]):
    """Copy steps of `source` into the newest draft of `page`; return how many.

    The copies have new ids, so that answers to them are counted apart, and use the same pictures, films and
    packages. They follow the step `after`; "" puts them first, and None last. Raises
    StepsNotCopied with the reasons: a file or a package that learners of the module may not open, steps that
    are gone, and a page that another is locking.
    """

    audit = "wagtail.edit"

    page: ModulePage
    source: ModulePage
    step_ids: Sequence[str]
    after: str | None = None

    def check(self, by: Person) -> None:
        is_readable = modules_to_copy_from(by, self.page).filter(pk=self.source.pk).exists()
        if not (is_readable and self.page.permissions_for_user(by).can_edit()):
            raise PermissionDenied

    def execute(self) -> Change[int]:
        page = ModulePage.objects.select_for_update().get(pk=self.page.pk)
        ids = set(self.step_ids)
        source = ModulePage.objects.get(pk=self.source.pk)
        chosen = [step for step in steps_to_copy(source, self.by) if step.get("id") in ids]
        if reasons := list(self._reasons(page, chosen)):
            raise StepsNotCopied(reasons)
        draft = page.get_latest_revision_as_object()
        raw = list(draft.steps.raw_data)
        place = _place(raw, self.after)
        raw[place:place] = [with_new_ids(step) for step in chosen]
        draft.steps = ModulePage._meta.get_field("steps").to_python(raw)
        draft.save_revision(user=self.by, log_action=True, clean=False)
        return Change(len(chosen))

    def _reasons(self, page: ModulePage, chosen: RawSteps) -> Iterator[str]:
        lock = page.get_lock()
        if lock is not None and self.by is not None and lock.for_user(self.by):
            yield _("The page is locked. Unlock it, and copy the steps then.")
        if not chosen or len(chosen) < len(set(self.step_ids)):
            yield _("Those steps are no longer in the module. Choose again.")
        yield from closed_objects(chosen, page.module.owner)


def modules_to_copy_from(person: Person, page: ModulePage) -> ModulePageQuerySet:
    """Return the other module pages that the person may read in the admin, with what one may copy of them."""
    others = modules_of_others(person).values("pk")
    return ModulePage.objects.exclude(pk__in=others).exclude(pk=page.pk)


def steps_to_copy(source: ModulePage, person: Person | None) -> RawSteps:
    """Return the raw steps of the newest draft for those who may edit it, else of the published page."""
    if person is None or source.permissions_for_user(person).can_edit():
        return list(source.get_latest_revision_as_object().steps.raw_data)
    return list(source.steps.raw_data) if source.live else []


def _place(raw: RawSteps, after: str | None) -> int:
    if after == "":
        return 0
    return next((index for index, step in enumerate(raw, start=1) if step.get("id") == after), len(raw))


def with_new_ids(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a raw step in which each block has a new id, also where the step refers to it."""
    new = {old: str(uuid4()) for old in _ids(step)}
    copied: dict[str, Any] = _replaced(deepcopy(dict(step)), new)
    return {**copied, "id": copied.get("id") or str(uuid4())}


def _ids(stored: Any) -> Iterator[str]:
    """Yield the ids of the blocks in stored values: of steps, of their content and of items of lists."""
    if isinstance(stored, Mapping):
        if {"type", "value"} <= stored.keys() and stored.get("id"):
            yield stored["id"]
        for value in stored.values():
            yield from _ids(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from _ids(value)


def _replaced(stored: Any, new: Mapping[str, str]) -> Any:
    if isinstance(stored, str):
        return new.get(stored, stored)
    if isinstance(stored, Mapping):
        return {name: _replaced(value, new) for name, value in stored.items()}
    return [_replaced(value, new) for value in stored] if isinstance(stored, list) else stored
