"""What a package check observes while it plays a package."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: the most places that are stored for each kind of observation
MOST_PLACES = 200


@dataclass
class PartObservation:
    """What was observed of one SCO or asset."""

    identifier: str
    title: str
    is_asset: bool
    steps: int = 0
    #: which of the two names of the API object (API, API_1484_11) content looked up
    requested_apis: set[str] = field(default_factory=set)
    is_initialized: bool = False
    is_terminated: bool = False
    #: each status that it set, in order: (step, element, value)
    statuses: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Observations:
    """What was observed of a package and its parts. Counters are by place."""

    parts: list[PartObservation] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    too_long: Counter[str] = field(default_factory=Counter)
    unload: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    site: Counter[str] = field(default_factory=Counter)
    #: parts that never opened in the player
    unopened: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    script_errors: Counter[str] = field(default_factory=Counter)
    plug_ins: Counter[str] = field(default_factory=Counter)
    windows: Counter[str] = field(default_factory=Counter)
    takes_window: Counter[str] = field(default_factory=Counter)
    installs: Counter[str] = field(default_factory=Counter)
    images_without_text: Counter[str] = field(default_factory=Counter)
    images: int = 0
    #: "page (1024 px)"
    too_wide: Counter[str] = field(default_factory=Counter)
    #: True when a page clips content that is wider than the page
    is_clipped: bool = False
    measured: int = 0
    screenshot: bytes | None = None
    #: every part was played
    is_complete: bool = False
    #: why the check ended early, as `Watchdog.abort_reason`; "" when it did not
    abort_reason: str = ""

    def note(self, kind: str, place: Any, count: int = 1) -> None:
        """Count an observation by its place, which content supplies: its text and number are capped."""
        counter: Counter[str] = getattr(self, kind)
        # PostgreSQL stores neither NUL nor an unpaired surrogate.
        text = str(place).replace("\x00", "")[:200].encode(errors="replace").decode()
        if text in counter or len(counter) < MOST_PLACES:
            counter[text] += max(int(count), 1)
