"""A package's table of contents with the learner's marks, and the part to continue with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms.attempts.api import COMPLETION_LABELS, SUCCESS_LABELS, ScoState
from scorm.api import (
    CompletionStatus,
    ItemKind,
    Manifest,
    ManifestItem,
    PackageStandard,
    SuccessStatus,
    first_to_do,
    open_items,
    value_of,
)

States = Mapping[str, ScoState]


@dataclass(frozen=True)
class ContentsLine:
    """A line of the table of contents."""

    identifier: str
    title: str
    depth: int
    is_folder: bool
    is_visible: bool
    #: False while its prerequisites are not met
    is_open: bool
    is_current: bool
    completion: CompletionStatus
    success: SuccessStatus
    #: the title of the part to be done before this one opens, "" where there is none
    opens_after: str = ""
    #: True when sequencing allows no further attempt
    is_spent: bool = False
    #: True for what sequencing hides from choice (hiddenFromChoice, SN 3.4)
    is_hidden: bool = False
    #: True for a folder that may be chosen itself: the flow then leads into it (SB.2.9)
    is_choosable_folder: bool = False

    @property
    def state_label(self) -> str:
        """The state as text."""
        return str(
            {
                "failed": SUCCESS_LABELS[SuccessStatus.FAILED],
                "done": COMPLETION_LABELS[CompletionStatus.COMPLETED],
                "begun": COMPLETION_LABELS[CompletionStatus.INCOMPLETE],
                "new": COMPLETION_LABELS[CompletionStatus.NOT_ATTEMPTED],
            }[self.mark]
        )

    @property
    def mark(self) -> str:
        """The sign beside the line: done, failed, begun or new."""
        if self.success == SuccessStatus.FAILED:
            return "failed"
        if self.completion == CompletionStatus.COMPLETED:
            return "done"
        return "new" if self.completion == CompletionStatus.NOT_ATTEMPTED else "begun"


def contents_of(
    manifest: Manifest, states: States, current: ManifestItem, *, all_open: bool = False
) -> tuple[ContentsLine, ...]:
    """Return the lines in document order, with folders; `all_open` ignores prerequisites."""
    statuses = statuses_12(manifest, states)
    titles = {item.identifier: item.title for item, _ in _items_with_depth(manifest.items)}
    open_ones = titles.keys() if all_open else _open_items(manifest, statuses)
    lines = []
    for item, depth in _items_with_depth(manifest.items):
        is_open = item.identifier in open_ones
        first = "" if is_open else first_to_do(item.prerequisites, statuses)
        line = _line(item, depth, states, current, is_open)
        lines.append(replace(line, opens_after=titles.get(first, "")))
    return tuple(lines)


def contents_of_sequenced(
    manifest: Manifest, states: States, current: ManifestItem | None, navigation: Mapping[str, Any]
) -> tuple[ContentsLine, ...]:
    """Return the lines as sequencing has selected, ordered and opened them (`EngineAnswer.navigation`).

    `current` is None between two parts.
    """
    parts = {part["id"]: part for part in navigation.get("parts", ())}
    order = {identifier: place for place, identifier in enumerate(parts)}

    def place(item: ManifestItem) -> int:
        return min(
            (order[leaf.identifier] for leaf in item.subtree() if leaf.identifier in order), default=-1
        )

    lines = []
    for item, depth in _items_with_depth(tuple(manifest.items), by=place):
        part = parts.get(item.identifier, {})
        line = _line(item, depth, states, current, bool(part.get("open")))
        is_spent = not line.is_open and bool(part.get("spent"))
        is_hidden = bool(part.get("hidden")) and not line.is_current
        is_choosable_folder = line.is_folder and line.is_open
        lines.append(
            replace(line, is_spent=is_spent, is_hidden=is_hidden, is_choosable_folder=is_choosable_folder)
        )
    return _with_reasons(lines)


def _with_reasons(lines: list[ContentsLine]) -> tuple[ContentsLine, ...]:
    """Return the lines with the title of the part to be done first, where a closed one follows it."""
    with_reasons, before = [], None
    for line in lines:
        if line.is_folder:
            with_reasons.append(line)
            before = None if line.is_choosable_folder else before
            continue
        is_blocked = not line.is_open and not line.is_spent and before is not None and before.mark != "done"
        with_reasons.append(replace(line, opens_after=before.title) if is_blocked and before else line)
        before = line
    return tuple(with_reasons)


def _line(
    item: ManifestItem, depth: int, states: States, current: ManifestItem | None, is_open: bool
) -> ContentsLine:
    return ContentsLine(
        identifier=item.identifier,
        title=item.title,
        depth=depth,
        is_folder=item.kind == ItemKind.FOLDER,
        is_visible=item.visible,
        is_open=is_open,
        is_current=current is not None and item.identifier == current.identifier,
        completion=CompletionStatus(_completion(states, item)),
        success=SuccessStatus(_success(states, item)),
    )


def _items_with_depth(
    items: tuple[ManifestItem, ...], depth: int = 0, by: Callable[[ManifestItem], int] | None = None
) -> Iterator[tuple[ManifestItem, int]]:
    """Yield items and their depth; `by` orders siblings, and leaves out those with a negative key."""
    for item in items if by is None else sorted((item for item in items if by(item) >= 0), key=by):
        yield item, depth
        yield from _items_with_depth(item.children, depth + 1, by)


def _completion(states: States, item: ManifestItem) -> str:
    if item.children:
        inside = {_completion(states, child) for child in item.children}
        return inside.pop() if len(inside) == 1 else CompletionStatus.INCOMPLETE
    state = states.get(item.identifier)
    return state.completion_status if state else CompletionStatus.NOT_ATTEMPTED


def _success(states: States, item: ManifestItem) -> str:
    state = states.get(item.identifier)
    return state.success_status if state else SuccessStatus.UNKNOWN


def _open_items(manifest: Manifest, statuses: Mapping[str, str]) -> set[str]:
    """Return the identifiers of the items whose prerequisites are met, or could never be met."""
    items = [item for item, _ in _items_with_depth(manifest.items)]
    prerequisites = {item.identifier: item.prerequisites for item in items}
    inside = {item.identifier: {leaf.identifier for leaf in item.subtree() if leaf.href} for item in items}
    return open_items(prerequisites, inside, statuses)


def statuses_12(manifest: Manifest, states: States) -> dict[str, str]:
    """Return each item's status by the vocabulary of 1.2, as prerequisites name them.

    A folder is completed when all items in it are; the recorded outcome counts, not the last status.
    """
    return {item.identifier: _status_12(item, states) for item, _ in _items_with_depth(manifest.items)}


def _status_12(item: ManifestItem, states: States) -> str:
    if item.kind == ItemKind.FOLDER:
        inside = {_status_12(child, states) for child in item.children}
        if inside <= {"completed", "passed"}:
            return "completed"
        return "not attempted" if inside == {"not attempted"} else "incomplete"
    success, completion = _success(states, item), _completion(states, item)
    if success != SuccessStatus.UNKNOWN:
        return success
    state = states.get(item.identifier)
    if state and value_of(state.cmi, "core.lesson_status") == "browsed":
        return "browsed"
    return "incomplete" if completion == CompletionStatus.UNKNOWN else completion


def playable_item(
    manifest: Manifest, states: States, *, requested: str, resume: str = "", all_open: bool = False
) -> ManifestItem | None:
    """Return the requested part if it is open, else the one to continue with; None for an empty package.

    That is the last one played if it is not done, then the first that is open and not done, then the first of
    all. Only 1.2 has prerequisites; sequencing in 2004 has rules of its own.
    """
    statuses = statuses_12(manifest, states) if manifest.standard == PackageStandard.SCORM_12 else {}
    open_ones = set() if all_open else _open_items(manifest, statuses)
    playable = [item for item in manifest.launchable if all_open or item.identifier in open_ones]
    playable = playable or list(manifest.launchable)
    for item in playable:
        if requested and item.identifier == requested:
            return item
    unfinished = [item for item in playable if _is_unfinished(states.get(item.identifier))]
    for item in unfinished:
        if item.identifier == resume:
            return item
    return next(iter(unfinished or playable), None)


def _is_unfinished(state: ScoState | None) -> bool:
    if state is None or state.completion_status != CompletionStatus.COMPLETED:
        return True
    return state.success_status == SuccessStatus.FAILED
