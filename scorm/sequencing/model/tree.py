"""The activity tree (SN 2.1): activities with their definitions, in preorder, never changed once built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from scorm.sequencing.model.definition import SequencingDefinition
from scorm.sequencing.model.enums import Edition

#: the identifier of the organization's own activity; no item of a manifest can have it
ROOT = ":organization"


class Activity:
    """One activity. `number` is its place in preorder; its descendants have the numbers up to `last`."""

    __slots__ = ("children", "definition", "depth", "identifier", "is_visible", "last", "number", "parent")

    def __init__(
        self,
        identifier: str,
        definition: SequencingDefinition,
        *,
        parent: Activity | None = None,
        is_visible: bool = True,
    ) -> None:
        self.identifier = identifier
        self.definition = definition
        self.parent = parent
        self.is_visible = is_visible
        self.children: tuple[Activity, ...] = ()
        self.number = 0
        self.last = 0
        self.depth: int = 0 if parent is None else parent.depth + 1

    def __repr__(self) -> str:
        return f"Activity({self.identifier!r})"

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def is_root(self) -> bool:
        return self.parent is None

    def path_to_root(self) -> Iterator[Activity]:
        """Yield this activity and its ancestors, the root last."""
        activity: Activity | None = self
        while activity is not None:
            yield activity
            activity = activity.parent

    def path_from_root(self) -> list[Activity]:
        return list(self.path_to_root())[::-1]

    def contains(self, other: Activity) -> bool:
        """Return whether `other` is this activity or one of its descendants."""
        return self.number <= other.number <= self.last

    def is_sibling_of(self, other: Activity) -> bool:
        return self is not other and self.parent is not None and self.parent is other.parent


class ActivityTree:
    """The activities of one content organization."""

    def __init__(
        self,
        root: Activity,
        *,
        edition: Edition = Edition.FOURTH,
        resets_global_objectives: bool = False,
    ) -> None:
        """Build the tree below `root`, and set `number` and `last` of every activity in it.

        All `children` must be set already, and identifiers be unique, which is not checked. `edition` selects
        the rules of sequencing where editions differ. With `resets_global_objectives` a new attempt on the
        root begins with unknown global objectives (adlseq:objectivesGlobalToSystem="false", CAM 3.4.1.4).
        """
        self.root = root
        self.edition = edition
        self.resets_global_objectives = resets_global_objectives
        self.activities: tuple[Activity, ...] = tuple(self._number(root))

    @staticmethod
    def _number(root: Activity) -> list[Activity]:
        ordered: list[Activity] = []
        waiting = [root]
        while waiting:
            activity = waiting.pop()
            activity.number = activity.last = len(ordered)
            ordered.append(activity)
            waiting.extend(reversed(activity.children))
        for activity in reversed(ordered):
            if activity.parent is not None:
                activity.parent.last = max(activity.parent.last, activity.last)
        return ordered

    @cached_property
    def by_identifier(self) -> Mapping[str, Activity]:
        return {activity.identifier: activity for activity in self.activities}

    @cached_property
    def readers(self) -> Mapping[str, tuple[Activity, ...]]:
        """Return the activities that read each global objective."""
        readers: dict[str, list[Activity]] = {}
        for activity in self.activities:
            targets = {t for o in activity.definition.objectives for t in o.read_targets.values()}
            for target in targets:
                readers.setdefault(target, []).append(activity)
        return {target: tuple(activities) for target, activities in readers.items()}

    @cached_property
    def drawn(self) -> tuple[Activity, ...]:
        """Return the clusters whose children are selected or reordered, the outer ones first."""
        return tuple(
            activity
            for activity in self.activities
            if activity.children
            and (activity.definition.randomization.selects or activity.definition.randomization.reorders)
        )

    def get(self, identifier: str) -> Activity | None:
        return self.by_identifier.get(identifier)

    def common_ancestor(self, one: Activity, other: Activity) -> Activity:
        """Return the deepest activity that contains both, which may be one of them."""
        return next(activity for activity in one.path_to_root() if activity.contains(other))
