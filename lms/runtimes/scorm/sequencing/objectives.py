"""Initial cmi.objectives of an item (RTE 4.2.17): those of the manifest with their present values."""

from collections.abc import Collection, Iterator, Mapping
from itertools import count

from scorm.api import ActivityTree, ObjectiveData, State, objectives_of

#: long_identifier_type (RTE 4.1.1.4): the run-time refuses longer ones
IDENTIFIER_MAX_LENGTH = 4_000

_STATUS = {
    "satisfied": ("success_status", "failed", "passed"),
    "completed": ("completion_status", "incomplete", "completed"),
}
_MEASURES = {
    "measure": "score.scaled",
    "raw": "score.raw",
    "min": "score.min",
    "max": "score.max",
    "progress": "progress_measure",
}


def with_objectives(
    initial_cmi: Mapping[str, str],
    tree: ActivityTree,
    state: State,
    identifier: str,
    *,
    set_elements: Collection[str] = (),
) -> dict[str, str]:
    """Return the flat data model `initial_cmi` with the known values of the item's objectives.

    Where the attempt is resumed, a global objective may have changed since: its value replaces the earlier
    one, but none of `set_elements`, which content has set since it was delivered. An objective that is in
    `initial_cmi` keeps its index, and the others follow the last one.
    """
    places = _places(initial_cmi)
    free = count(_first_free_index(initial_cmi))
    data_model = dict(initial_cmi)
    for objective in objectives_of(tree, state, identifier):
        if len(objective.identifier) > IDENTIFIER_MAX_LENGTH:
            continue
        place = places.get(objective.identifier) or str(next(free))
        data_model[f"cmi.objectives.{place}.id"] = objective.identifier
        for element, value in _elements(objective):
            if f"objectives.{place}.{element}" not in set_elements:
                data_model[f"cmi.objectives.{place}.{element}"] = value
    return data_model


def _places(initial_cmi: Mapping[str, str]) -> dict[str, str]:
    """Return the index of each objective, by its identifier."""
    return {
        value: path.split(".")[2]
        for path, value in initial_cmi.items()
        if path.startswith("cmi.objectives.") and path.endswith(".id")
    }


def _first_free_index(initial_cmi: Mapping[str, str]) -> int:
    """Return the index after the last objective of `initial_cmi`, whether it has an identifier or not."""
    indices = (int(path.split(".")[2]) for path in initial_cmi if path.startswith("cmi.objectives."))
    return 1 + max(indices, default=-1)


def _elements(objective: ObjectiveData) -> Iterator[tuple[str, str]]:
    for item, value in objective.items.items():
        if value is None:
            continue
        if item in _STATUS:
            element, *words = _STATUS[item]
            yield element, words[bool(value)]
        else:
            yield _MEASURES[item], _written(value)


def _written(value: float) -> str:
    """Return a number as real (10,7) (RTE 4.1.1.5)."""
    return f"{value:.7f}".rstrip("0").rstrip(".")
