"""The run-time state of one part (a SCO or an asset) of a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from scorm.rules.outcome import ScoOutcome


@dataclass(frozen=True, slots=True)
class PartState:
    """What the commits of a part have been reduced to; its default is that of a part never begun."""

    #: the identifier of its item in the manifest
    sco: str
    #: the data model as nested plain data, `{"core": …}` in 1.2 and `{"completion_status": …}` in 2004
    cmi: Mapping[str, Any] = field(default_factory=dict)
    outcome: ScoOutcome = field(default_factory=ScoOutcome)
    #: seconds of earlier sessions, and of the last one, whose running total replaces itself
    total_seconds: float = 0.0
    session_seconds: float = 0.0
    #: the last session (one loading of the part), the launch that it belonged to and its newest commit
    session: UUID | None = None
    session_launch: UUID | None = None
    session_sequence: int = 0
    #: how the last session ended (scorm.enums.EXIT_…), which decides the next one's cmi.entry
    exit: str = ""
    #: elements of 2004 that content has set since the part was delivered, of those that sequencing reads;
    #: None where unknown
    set_elements: Sequence[str] | None = None
