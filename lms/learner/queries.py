"""What a learner sees of their own learning: where they were, what remains, what is done."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.models import Module, ModulePage
from courses.queries import pages_of
from lms.people.models import Employment, Person
from lms.records.models import Completion
from lms.records.queries import Remaining, remaining_for
from lms.records.titles import module_titles
from lms.tracking.queries import Progress, progress_of

#: how many days ahead a due day is told as soon
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """A module as it stands for one person. `page` is None when it is no longer published."""

    module: Module
    title: str
    page: ModulePage | None = None
    progress: Progress | None = None
    due_on: dt.date | None = None
    is_late: bool = False
    is_soon: bool = False
    why: str = ""

    @property
    def is_begun(self) -> bool:
        return self.progress is not None and self.progress.is_begun

    @property
    def step(self) -> int:
        """The number of the step that comes next; 0 before the module is begun."""
        return min(self.progress.steps_done + 1, self.progress.steps_total) if self.progress else 0


@dataclass(frozen=True)
class Done:
    """A module that was completed: the newest time, and the times before it."""

    newest: Completion
    title: str
    page: ModulePage | None
    is_valid: bool
    is_ending: bool
    earlier: tuple[Completion, ...] = ()


@dataclass(frozen=True)
class Home:
    """The start page of one person."""

    units: tuple[str, ...]
    #: what was left half-way last, or what is most urgent to begin with; None when nothing remains
    first: Item | None
    todo: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Learning:
    """All that a person has done, has begun and has left."""

    begun: list[Item]
    remaining: list[Item]
    done: list[Done]


def home_of(person: Person, day: dt.date) -> Home:
    """Return what `person` sees first on `day`."""
    employments = Employment.objects.on_day(day).filter(person=person).select_related("unit")
    units = tuple(dict.fromkeys(employment.unit.name for employment in employments))
    begun, remaining = _open_items(person, day)
    first = next(iter(begun or remaining), None)
    others = {item.module.pk: item for item in [*remaining, *begun] if item is not first}
    return Home(units, first, list(others.values()))


def learning_of(person: Person, day: dt.date) -> Learning:
    """Return everything about the learning of `person`, as it stands on `day`."""
    begun, remaining = _open_items(person, day)
    begun_modules = {item.module for item in begun}
    return Learning(
        begun=begun,
        remaining=[item for item in remaining if item.module not in begun_modules],
        done=_done(person, day),
    )


def _open_items(person: Person, day: dt.date) -> tuple[list[Item], list[Item]]:
    """What was begun, the latest first, and what remains of what is asked for, the most urgent first."""
    progress = progress_of(person)
    asked = {remaining.module.pk: remaining for remaining in remaining_for(person, day)}
    begun_ids = [module_id for module_id, known in progress.items() if known.is_begun]
    modules = Module.objects.in_bulk({*asked, *begun_ids})
    pages = pages_of(modules)
    unpublished = module_titles(module for pk, module in modules.items() if pk not in pages)
    items = {
        pk: _item(module, pages.get(pk), progress.get(pk), asked.get(pk), day, unpublished.get(pk, ""))
        for pk, module in modules.items()
    }
    begun = sorted((items[pk] for pk in begun_ids), key=_last_active, reverse=True)
    return begun, [items[module_id] for module_id in asked]


def _item(
    module: Module,
    page: ModulePage | None,
    progress: Progress | None,
    asked: Remaining | None,
    day: dt.date,
    title: str,
) -> Item:
    return Item(
        module=module,
        title=page.title if page else title,
        page=page,
        progress=progress,
        due_on=asked.due_on if asked else None,
        is_late=asked.is_late if asked else False,
        is_soon=asked is not None and not asked.is_late and asked.due_on <= day + SOON,
        why=asked.why if asked else "",
    )


def _last_active(item: Item) -> dt.datetime:
    active = item.progress.last_active if item.progress else None
    return active or dt.datetime.min.replace(tzinfo=dt.UTC)


def _done(person: Person, day: dt.date) -> list[Done]:
    by_module: Mapping[int, list[Completion]] = defaultdict(list)
    completions = (
        Completion.objects.with_end().filter(person=person).select_related("module", "module_version")
    )
    for completion in completions.order_by("-achieved_at"):
        by_module[completion.module_id].append(completion)
    pages = pages_of(by_module)
    return [_done_module(times, pages.get(module_id), day) for module_id, times in by_module.items()]


def _holds_longest(completion: Completion) -> tuple[dt.date, dt.datetime]:
    return completion.valid_until or dt.date.max, completion.achieved_at


def _done_module(times: list[Completion], page: ModulePage | None, day: dt.date) -> Done:
    """The time that is valid longest stands for the module; the others are told as earlier."""
    newest, *earlier = sorted(times, key=_holds_longest, reverse=True)
    ends = newest.valid_until
    return Done(
        newest=newest,
        title=page.title if page else newest.module_version.title,
        page=page,
        is_valid=ends is None or ends >= day,
        is_ending=ends is not None and day <= ends <= day + 2 * SOON,
        earlier=tuple(earlier),
    )
