"""Other hosts that a package may show files from. Which, higher packages say: they register a lookup."""

from __future__ import annotations

import time
from collections.abc import Callable

#: returns the hosts allowed for the package with a label
Lookup = Callable[[str], tuple[str, ...]]

#: seconds for which a process uses an answer: a page asks for a hundred files
KEPT_SECONDS = 30.0
MOST_KEPT = 1_000
_lookups: list[Lookup] = []
_kept: dict[str, tuple[float, tuple[str, ...]]] = {}


def register_external_hosts(lookup: Lookup) -> None:
    """Add what says which hosts a package may show files from."""
    _lookups.append(lookup)


def external_hosts(label: str) -> tuple[str, ...]:
    """Return the hosts that the package may show files from, at most KEPT_SECONDS old."""
    now = time.monotonic()
    known = _kept.get(label)
    if known is not None and now - known[0] < KEPT_SECONDS:
        return known[1]
    hosts = tuple(host for lookup in _lookups for host in lookup(label))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[label] = (now, hosts)
    return hosts


def forget_external_hosts(label: str) -> None:
    """Forget what this process knows of a package's hosts, after a change."""
    _kept.pop(label, None)
