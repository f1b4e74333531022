"""What was seen while a package was played."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: of each kind, what is kept
MOST_PLACES = 200


@dataclass
class Part:
    """One SCO or asset, played."""

    identifier: str
    title: str
    is_asset: bool
    steps: int = 0
    #: which of the two names content asked for
    asked_for: set[str] = field(default_factory=set)
    has_begun: bool = False
    has_ended: bool = False
    #: what it said that it had come to, in order: (step, element, value)
    statuses: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Seen:
    """All parts that were played, and what the package did meanwhile. Counters are by place."""

    parts: list[Part] = field(default_factory=list)
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
    #: some page hides what is wider than it
    cut_off: bool = False
    measured: int = 0
    screenshot: bytes | None = None
    #: every part was played
    is_whole: bool = False
    #: why the playing ended before its end, as a watch's verdict; "" when it did not
    cut_short: str = ""

    def note(self, kind: str, place: Any, count: int = 1) -> None:
        """Count something by its place. What content says of itself is not to be trusted: cut and capped."""
        counter: Counter[str] = getattr(self, kind)
        # PostgreSQL keeps neither NUL nor half a surrogate pair.
        text = str(place).replace("\x00", "")[:200].encode(errors="replace").decode()
        if text in counter or len(counter) < MOST_PLACES:
            counter[text] += max(int(count), 1)
