"""Other hosts that a package may show files from, by lookups that higher packages register."""

import time
from collections.abc import Callable

#: returns the hosts allowed for the package with a label
Lookup = Callable[[str], tuple[str, ...]]

#: seconds for which a process caches a result: a page requests a hundred files
CACHE_SECONDS = 30.0
CACHE_SIZE = 1_000
_lookups: list[Lookup] = []
_cache: dict[str, tuple[float, tuple[str, ...]]] = {}


def register_external_hosts(lookup: Lookup) -> None:
    """Register a lookup of the hosts that a package may show files from."""
    _lookups.append(lookup)


def external_hosts(label: str) -> tuple[str, ...]:
    """Return the hosts that the package may show files from, at most CACHE_SECONDS old."""
    now = time.monotonic()
    cached = _cache.get(label)
    if cached is not None and now - cached[0] < CACHE_SECONDS:
        return cached[1]
    hosts = tuple(host for lookup in _lookups for host in lookup(label))
    if len(_cache) >= CACHE_SIZE:
        _cache.clear()
    _cache[label] = (now, hosts)
    return hosts


def forget_external_hosts(label: str) -> None:
    """Remove a package's hosts from this process's cache, after a change."""
    _cache.pop(label, None)
