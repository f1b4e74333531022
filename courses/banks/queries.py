"""Uses of question banks by modules, and banks that have changed since a module was published."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from courses.dashboard.registry import Note
from courses.models import ModulePage, ModuleVersion, QuestionBank
from courses.models.querysets import ModulePageQuerySet
from courses.modules.frozen_content import resolve_steps
from courses.modules.queries import modules_of_others
from courses.steps.stored import StoredStep, read_stream
from people.api import Person


@dataclass(frozen=True)
class BankUse:
    """A module that uses a bank, as published or in its newest draft."""

    page: ModulePage
    is_published: bool
    #: whether the published version has other questions than the bank has now
    is_outdated: bool


@dataclass(frozen=True)
class BankUses:
    """The uses of a bank that a person may see, and the number of those by modules closed to them."""

    visible: tuple[BankUse, ...]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.visible or self.hidden)


def uses_of_bank(bank: QuestionBank, person: Person) -> BankUses:
    """Return the modules that use the bank, by title."""
    pages = [page for page in ModulePage.objects.select_related("locale") if _uses(page, bank)]
    closed = set(modules_of_others(person).values_list("pk", flat=True))
    visible = sorted((page for page in pages if page.pk not in closed), key=lambda page: page.title)
    outdated = outdated_banks(visible)
    uses = [
        BankUse(page, page.live and _has(_published_steps(page), bank), bank in outdated.get(page.pk, ()))
        for page in visible
    ]
    return BankUses(tuple(uses), len(pages) - len(uses))


def is_bank_used(bank: QuestionBank) -> bool:
    """Return whether a module uses the bank, as published or in its newest draft."""
    return any(_uses(page, bank) for page in ModulePage.objects.all())


def outdated_banks(pages: Iterable[ModulePage]) -> dict[int, list[QuestionBank]]:
    """Return page -> its banks whose questions have changed since; a fixed number of queries."""
    owners, raw_steps = [], []
    for page in pages:
        for raw, step in zip(page.steps.raw_data, _published_steps(page), strict=True):
            if page.live and any(_banks_in(step)):
                owners.append(page)
                raw_steps.append(raw)
    frozen = _frozen_steps(owners) if owners else {}
    found: dict[int, list[QuestionBank]] = {}
    banks = QuestionBank.objects.in_bulk() if owners else {}
    for page, step in zip(owners, read_stream(resolve_steps(raw_steps)), strict=True):
        before = frozen.get((page.module_id, page.locale.language_code, step.id))
        if before is not None and any(step.type.resolved_changes(before.values, step.values)):
            found.setdefault(page.pk, []).extend(banks[key] for key in _banks_in(step) if key in banks)
    return found


def notes_of_changed_banks(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return page -> a note for each of its banks that has changed, for the dashboard."""
    sentence = _("The question bank “%(bank)s” has changed. Publish to let learners have its questions.")
    outdated = outdated_banks(pages.live().select_related("locale"))
    return {pk: [Note(sentence % {"bank": bank}) for bank in banks] for pk, banks in outdated.items()}


def _frozen_steps(pages: Iterable[ModulePage]) -> dict[tuple[int, str, str], StoredStep]:
    """Return the steps of the newest version of each page by module, language and id."""
    newer = ModuleVersion.objects.filter(
        module=OuterRef("module"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    versions = ModuleVersion.objects.filter(module__in={page.module_id for page in pages})
    return {
        (version.module_id, version.language, step.id): step
        for version in versions.filter(~Exists(newer)).select_related("content")
        for step in version.content.stored_steps
    }


def _uses(page: ModulePage, bank: QuestionBank) -> bool:
    return _has((*_published_steps(page), *_draft_steps(page)), bank)


def _has(steps: Iterable[StoredStep], bank: QuestionBank) -> bool:
    return any(bank.pk in _banks_in(step) for step in steps)


def _published_steps(page: ModulePage) -> Sequence[StoredStep]:
    return read_stream(page.steps.raw_data)


def _draft_steps(page: ModulePage) -> Sequence[StoredStep]:
    if page.live and not page.has_unpublished_changes:
        return ()
    revision = page.get_latest_revision()
    return read_stream(json.loads(revision.content["steps"])) if revision else ()


def _banks_in(step: StoredStep) -> Iterator[int]:
    return (key for _name, model, key in step.type.chosen_objects(step.values) if model is QuestionBank)
