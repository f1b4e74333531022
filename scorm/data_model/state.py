"""Reduction of a commit into the data model of a SCO's state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scorm.data_model.elements import DataModel, pattern_of
from scorm.data_model.elements_12 import MODEL_12
from scorm.data_model.elements_2004 import MODEL_2004
from scorm.data_model.members import prune
from scorm.data_model.times import seconds_of_duration, seconds_of_timespan
from scorm.enums import PackageStandard

MODELS: Mapping[str, DataModel] = {
    PackageStandard.SCORM_12: MODEL_12,
    PackageStandard.SCORM_2004: MODEL_2004,
}


@dataclass(frozen=True)
class ReducedCmi:
    """The state of a SCO after a commit."""

    #: the data model as nested plain data, without what belongs to one session
    cmi: dict[str, Any]
    #: the running total of this session, or None when the content has set none or an invalid one
    session_seconds: float | None
    #: cmi.exit as sent, "" when the content has not set it
    exit: str
    #: elements that were not stored: unknown, or with a value that they cannot hold
    ignored: tuple[str, ...]


def reduce_cmi(cmi: Mapping[str, Any], elements: Mapping[str, str], standard: str) -> ReducedCmi:
    """Return `cmi` with a full-state commit reduced into it. Neither argument is changed.

    A value that is invalid for its element is left out and named in `ignored`; the rest is stored, since
    content with one fault must not lose the learner's work. An empty value clears its element. Interactions
    and objectives are stored by index with every field: an index sent again is replaced, others are kept.
    Elements that are read-only to content (SCORM 1.2 RTE 3.4.4, 2004 RTE 4.2) are ignored. Members that break
    the rules of their collection (members.py) are left out like invalid values.
    """
    model = MODELS[standard]
    flat = dict(flatten_cmi(cmi))
    session: dict[str, str] = {}
    ignored: list[str] = []
    for path, value in elements.items():
        pattern = pattern_of(path)
        if pattern in model.read_only or path.endswith(("._children", "._count")):
            continue
        check = model.writable.get(pattern or "")
        if check is None or (value != "" and not check(value)):
            ignored.append(path[:255])
        elif pattern in model.of_session:
            session[path] = value
        elif value == "":
            flat.pop(path, None)
        elif not (standard == PackageStandard.SCORM_12 and value == "not attempted"):
            # "not attempted" is the initial status of a 1.2 SCO; content can't set it (RTE: error 405).
            flat[path] = value
    nested = nest_elements(flat)
    ignored += prune(nested, standard)
    return ReducedCmi(
        cmi=nested,
        session_seconds=_session_seconds(session, standard),
        exit=session.get("core.exit") or session.get("exit") or "",
        ignored=tuple(ignored),
    )


def _session_seconds(session: Mapping[str, str], standard: str) -> float | None:
    if standard == PackageStandard.SCORM_12:
        return seconds_of_timespan(session.get("core.session_time", ""))
    return seconds_of_duration(session.get("session_time", ""))


def flatten_cmi(cmi: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, value) of a stored state, the members of a collection in the order of their index."""
    for key, value in sorted(cmi.items(), key=_by_index):
        if isinstance(value, Mapping):
            yield from flatten_cmi(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _by_index(pair: tuple[str, Any]) -> tuple[int, str]:
    key = pair[0]
    return (int(key), "") if key.isdigit() else (-1, key)


def nest_elements(flat: Mapping[str, str]) -> dict[str, Any]:
    """Return flat elements as a nested state; the reverse of `flatten_cmi`."""
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        place = nested
        for word in parents:
            place = place.setdefault(word, {})
        place[last] = value
    return nested


def value_of(cmi: Mapping[str, Any], path: str) -> str:
    """Return the value of an element of a stored state, "" when it has none."""
    place: Any = cmi
    for word in path.split("."):
        place = place.get(word) if isinstance(place, Mapping) else None
    return place if isinstance(place, str) else ""
