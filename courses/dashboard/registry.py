"""What other packages show on the trainer's dashboard; they register it from their `AppConfig.ready`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from courses.models.querysets import ModulePageQuerySet
    from people.api import Person


@dataclass(frozen=True)
class Note:
    """A sentence about a module that needs attention, with the page where that is done ("": its editor)."""

    text: str
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Item:
    """Something that waits for the person, with the page where it is done."""

    text: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class ItemGroup:
    """The first items of a kind that wait for the person; `more_url` has all `count` of them."""

    heading: StrOrPromise
    items: Sequence[Item]
    count: int = 0
    more_url: str = ""

    @property
    def has_more(self) -> bool:
        return self.count > len(self.items)


@dataclass(frozen=True)
class MainAction:
    """A button at the top of the dashboard."""

    label: StrOrPromise
    icon: str
    url: Callable[[], str]


#: returns the notes about each of the pages, by their keys; the number of queries must not grow with them
NoteReader = Callable[["ModulePageQuerySet", dt.date], Mapping[int, Sequence[Note]]]
#: returns what waits for the person, None if nothing does; only what the person may see
GroupReader = Callable[["Person", dt.date], ItemGroup | None]

_note_readers: list[NoteReader] = []
_group_readers: list[GroupReader] = []
_main_actions: list[MainAction] = []


def register_module_notes(reader: NoteReader) -> None:
    """Show the notes of `reader` with the modules, after those registered before."""
    if reader not in _note_readers:
        _note_readers.append(reader)


def register_waiting_items(reader: GroupReader) -> None:
    """Show the items of `reader` above the modules, after those registered before."""
    if reader not in _group_readers:
        _group_readers.append(reader)


def register_main_action(action: MainAction) -> None:
    """Show a button beside the one of a new module."""
    if action not in _main_actions:
        _main_actions.append(action)


def notes_by_page(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return the notes of all readers about each page, late ones first."""
    notes: dict[int, list[Note]] = {}
    for reader in _note_readers:
        for pk, of_page in reader(pages, day).items():
            notes.setdefault(pk, []).extend(of_page)
    return {pk: sorted(of_page, key=lambda note: not note.is_late) for pk, of_page in notes.items()}


def waiting_groups(person: Person, day: dt.date) -> Iterator[ItemGroup]:
    """Yield what waits for the person, a group for each reader that has any."""
    groups = (reader(person, day) for reader in _group_readers)
    return (group for group in groups if group is not None and group.items)


def main_actions() -> Sequence[MainAction]:
    return tuple(_main_actions)
