"""Strict and bounded parsing of what a browser sent; no field is trusted."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from lms.attempts.api import CommitTrigger
from scorm.api import can_be_stored

#: cmi.interactions.n.correct_responses.n.pattern is the deepest element there is
MAX_DEPTH = 8
MAX_SEQUENCE = 2**31 - 1
#: shared stores of one part, and characters in each (SCORM 2004 RTE 4.3.1 promises 64,000)
MAX_STORES = 100
MAX_STORE = 64_000
#: elements in payload.set, and characters of a name; a thousand objectives with all that sequencing reads
MAX_SET_ELEMENTS = 8_000
MAX_ELEMENT = 100
#: "{target=" and "}choice" round an identifier
MAX_REQUEST = 300
#: adl.nav.request where content has set none (SN 5.6.4)
NO_REQUEST = "_none_"


class MalformedCommit(ValueError):
    """A commit that cannot be read; its text has the reason, for the journal and for the content's author."""


@dataclass(frozen=True)
class Commit:
    """One commit as the shell writes it (static/js/player/sending/outbox.js)."""

    sequence: int
    sco: str
    trigger: CommitTrigger
    #: one loading of the SCO, within which cmi.session_time is a running total
    session: UUID | None
    #: milliseconds since 1970 by the learner's clock, when the content committed
    written_at: int | None
    #: the launch that wrote it, when it is an earlier one whose commit was unsent
    launch: UUID | None
    #: the data model by element without "cmi.", values as text, none of them checked yet
    elements: Mapping[str, str]
    #: stores that parts share (adl.data), as the part has set them, by target
    stores: Mapping[str, str] = field(default_factory=dict)
    #: elements that content has set in this session, without "cmi."; None where the page does not send them
    set_elements: frozenset[str] | None = None
    #: adl.nav.request (SCORM 2004) as content wrote it, "" for none
    request: str = ""

    @property
    def digest(self) -> bytes:
        """SHA-256 of what the commit records, by which it is recognised when it is sent again.

        Without its number, and without what its sender may change the second time: the trigger (a
        finish that the content could not be answered for becomes an ordinary commit) and the launch.
        """
        content: list[object] = [
            self.sco,
            str(self.session),
            self.written_at,
            sorted(self.elements.items()),
            sorted(self.stores.items()),
        ]
        # Left out where they are missing, so that commits of older pages keep their digest.
        if self.set_elements is not None:
            content.append(sorted(self.set_elements))
        if self.request:
            content.append(self.request)
        return hashlib.sha256(json.dumps(content).encode()).digest()


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedCommit("a key stands twice in the same object")
    return members


def _no_constant(name: str) -> float:
    raise MalformedCommit(f"{name} is not JSON")


def _finite(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise MalformedCommit("a number is too large")
    return value


def read_json(body: bytes) -> dict[str, Any]:
    """Parse a JSON object strictly, without what JSON parsers disagree about. Raises MalformedCommit.

    Its texts may hold what can be written as an escape and not stored (elements.can_be_stored).
    """
    try:
        data = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except MalformedCommit:
        raise
    except RecursionError:
        raise MalformedCommit("too deeply nested") from None
    except ValueError as error:
        raise MalformedCommit(f"not JSON in UTF-8: {type(error).__name__}") from None
    if not isinstance(data, dict):
        raise MalformedCommit("not a JSON object")
    return data


def flatten(
    value: Mapping[str, Any] | list[Any], prefix: str = "", depth: int = 0
) -> Iterator[tuple[str, str]]:
    """Yield (path, text) for each value of a nested data model; lists count as objects keyed by index.

    A text may be one that no database can store: its element refuses it (scorm/data_model/elements.py).
    """
    if depth > MAX_DEPTH:
        raise MalformedCommit("too deeply nested")
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    for key, inner in pairs:
        path = f"{prefix}{key}"
        if not path.isascii():
            # No element has such a name: it is listed among the unknown ones, as far as it can be written.
            path = path.encode(errors="replace").decode()
        if isinstance(inner, dict | list):
            yield from flatten(inner, f"{path}.", depth + 1)
        elif isinstance(inner, bool):
            yield path, "true" if inner else "false"
        elif inner is not None:
            yield path, str(inner)


def _whole(data: Mapping[str, Any], key: str, lowest: int, highest: int) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise MalformedCommit(f"{key} is not a whole number from {lowest} to {highest}")
    return value


def _uuid(data: Mapping[str, Any], key: str) -> UUID | None:
    value = data.get(key)
    try:
        return None if value is None else UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise MalformedCommit(f"{key} is not a UUID") from None


def _stores(payload: Mapping[str, Any]) -> dict[str, str]:
    stores = payload.get("stores", {})
    if not isinstance(stores, dict) or len(stores) > MAX_STORES:
        raise MalformedCommit("payload.stores is not an object of stores")
    if not all(isinstance(value, str) and len(value) <= MAX_STORE for value in stores.values()):
        raise MalformedCommit(f"a store is a text of at most {MAX_STORE} characters")
    return {
        target: value for target, value in stores.items() if can_be_stored(target) and can_be_stored(value)
    }


def _set_elements(payload: Mapping[str, Any]) -> frozenset[str] | None:
    names = payload.get("set")
    if names is None:
        return None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise MalformedCommit("payload.set is not a list of elements")
    # A name longer than any real one is left out, and does not refuse the commit.
    valid = (name for name in names if name.isascii() and len(name) <= MAX_ELEMENT)
    return frozenset(name.removeprefix("cmi.") for name in islice(valid, MAX_SET_ELEMENTS))


def _request(payload: Mapping[str, Any]) -> str:
    request = payload.get("request", "")
    if not isinstance(request, str):
        raise MalformedCommit("payload.request is not a text")
    # An invalid request counts as none, and does not refuse the commit.
    is_kept = request != NO_REQUEST and len(request) <= MAX_REQUEST and can_be_stored(request)
    return request if is_kept else ""


def read_journalled(payload: str) -> Commit | None:
    """Return the commit of a journal entry; None where an earlier version accepted more than this one."""
    try:
        return read_commit(payload.encode())
    except MalformedCommit:
        return None


def read_commit(body: bytes) -> Commit:
    """Parse the body of a commit. Raises MalformedCommit."""
    data = read_json(body)
    sco, payload = data.get("sco"), data.get("payload")
    if not isinstance(sco, str) or not 0 < len(sco) <= 255 or not can_be_stored(sco):
        raise MalformedCommit("sco is missing")
    if data.get("trigger") not in CommitTrigger.values:
        raise MalformedCommit("trigger is not one we know")
    cmi = payload.get("cmi") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(cmi, dict):
        raise MalformedCommit("payload.cmi is not an object")
    return Commit(
        sequence=_whole(data, "sequence", 1, MAX_SEQUENCE),
        sco=sco,
        trigger=CommitTrigger(data["trigger"]),
        session=_uuid(data, "session"),
        written_at=_whole(data, "written_at", 0, 2**53) if "written_at" in data else None,
        launch=_uuid(data, "launch"),
        elements=dict(flatten(cmi)),
        stores=_stores(payload),
        set_elements=_set_elements(payload),
        request=_request(payload),
    )
