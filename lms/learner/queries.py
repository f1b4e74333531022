"""Queries for the learning of a person: begun, remaining and completed modules."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.api import Module, ModulePage, pages_of
from lms.attempts.api import ModuleStatus, Progress, statuses_of
from lms.records.api import Completion, module_titles
from lms.requirements.api import is_expiring, is_valid
from people.api import Employment, Person


@dataclass(frozen=True)
class Item:
    """A module with the status of a person. `page` is None if it is no longer published."""

    module: Module
    title: str
    #: the language of the title
    language: str
    page: ModulePage | None = None
    status: ModuleStatus = field(default_factory=ModuleStatus)

    @property
    def progress(self) -> Progress:
        return self.status.progress

    @property
    def is_begun(self) -> bool:
        return self.progress.is_begun

    @property
    def content_language(self) -> str:
        """Return the language of the begun attempt, or of the title."""
        return self.progress.language if self.is_begun else self.language


@dataclass(frozen=True)
class Done:
    """A completed module with the completion valid longest, and the other ones."""

    newest: Completion
    title: str
    page: ModulePage | None
    is_valid: bool
    is_ending: bool
    earlier: tuple[Completion, ...] = ()


@dataclass(frozen=True)
class Home:
    """The content of the start page of a person."""

    units: tuple[str, ...]
    #: the module begun last, else the most urgent one; None if nothing remains
    first: Item | None
    todo: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Learning:
    """The begun, remaining and completed modules of a person."""

    begun: list[Item]
    remaining: list[Item]
    done: list[Done]


def home_of(person: Person, day: dt.date) -> Home:
    """Return the start page of `person` on `day`."""
    employments = Employment.objects.on_day(day).filter(person=person).select_related("unit")
    units = tuple(dict.fromkeys(employment.unit.name for employment in employments))
    begun, remaining = _open_items(person, day)
    first = next(iter(begun or remaining), None)
    others = {item.module.pk: item for item in [*remaining, *begun] if item is not first}
    return Home(units, first, list(others.values()))


def learning_of(person: Person, day: dt.date) -> Learning:
    """Return the learning of `person` on `day`."""
    begun, remaining = _open_items(person, day)
    begun_modules = {item.module for item in begun}
    return Learning(
        begun=begun,
        remaining=[item for item in remaining if item.module not in begun_modules],
        done=_done(person, day),
    )


def _open_items(person: Person, day: dt.date) -> tuple[list[Item], list[Item]]:
    """Return the begun modules, latest first, and the remaining required ones, most urgent first."""
    statuses = {
        pk: status
        for pk, status in statuses_of(person, day).items()
        if status.progress.is_begun or status.requirement
    }
    modules = Module.objects.in_bulk(statuses)
    pages = pages_of(modules)
    unpublished = module_titles(module for pk, module in modules.items() if pk not in pages)
    items = [
        _item(modules[pk], pages.get(pk), status, unpublished.get(pk, "")) for pk, status in statuses.items()
    ]
    begun = sorted((item for item in items if item.is_begun), key=_last_active, reverse=True)
    return begun, [item for item in items if item.status.requirement]


def _item(module: Module, page: ModulePage | None, status: ModuleStatus, title: str) -> Item:
    return Item(
        module=module,
        title=page.title if page else title,
        language=page.locale.language_code if page else "",
        page=page,
        status=status,
    )


def _last_active(item: Item) -> dt.datetime:
    return item.progress.last_active or dt.datetime.min.replace(tzinfo=dt.UTC)


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
    """Return the module with the completion valid longest, and the others as earlier ones."""
    newest, *earlier = sorted(times, key=_holds_longest, reverse=True)
    last_valid_on, _ = _holds_longest(newest)
    return Done(
        newest=newest,
        title=page.title if page else newest.module_version.title,
        page=page,
        is_valid=is_valid(last_valid_on, day),
        is_ending=is_expiring(last_valid_on, day),
        earlier=tuple(earlier),
    )
