"""From what was read and seen to findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from content_import.health.enums import DANGERS, INCONCLUSIVE, FindingCode
from content_import.health.playing.seen import Part, Seen
from content_import.health.playing.watch import Watch
from content_import.health.scanning import Scan
from scorm.api import PackageStandard

#: how many places a finding keeps
KEPT_PLACES = 5
#: all of them, since each can be requested
KEPT_HOSTS = 50

_NAMES = {PackageStandard.SCORM_12: "API", PackageStandard.SCORM_2004: "API_1484_11"}
_VERDICTS = {
    Watch.HUNG: FindingCode.HANGS,
    Watch.MEMORY: FindingCode.EATS_MEMORY,
    Watch.FLOOD: FindingCode.FLOODS,
    Watch.BROKE: FindingCode.BREAKS_CHECK,
}
#: what ends a course; failed is an end too, with another try
_VERDICTS_TOLD = frozenset({"completed", "passed", "failed"})


@dataclass(frozen=True)
class Found:
    """A finding before it is kept."""

    code: FindingCode
    places: tuple[str, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, code: FindingCode, places: Iterable[str]) -> Found:
        every = list(places)
        kept = KEPT_HOSTS if code == FindingCode.OTHER_HOSTS else KEPT_PLACES
        return cls(code, tuple(every[:kept]), len(every))


def judge(*, scan: Scan, seen: Seen | None, standard: str) -> list[Found]:
    """Return the findings; without `seen` by what the files say alone."""
    if seen is None:
        return list(_judge_files(scan, standard))
    found = [*_judge_verdict(seen), *_judge_places(seen, scan)]
    found += _judge_parts(seen, standard) if seen.measured else _judge_files(scan, standard)
    found = list({finding.code: finding for finding in reversed(found)}.values())
    codes = {finding.code for finding in found}
    if not codes & (DANGERS | INCONCLUSIVE):
        found += [Found(code) for code, holds in _GOOD.items() if holds(seen, codes)]
    return found


def _judge_verdict(seen: Seen) -> Iterator[Found]:
    """What ended the playing, and what it did not come to."""
    code = _VERDICTS.get(seen.cut_short)
    if code:
        yield Found.of(code, [seen.parts[-1].title] if seen.parts else [])
    elif not seen.is_whole:
        yield Found(FindingCode.TIMED_OUT)
    if seen.unopened:
        yield Found.of(FindingCode.NO_ANSWER, seen.unopened)


def _judge_places(seen: Seen, scan: Scan) -> Iterator[Found]:
    plug_ins = Counter(seen.plug_ins) + Counter(scan.plug_ins)
    for code, places in (
        (FindingCode.REACHES_FOR_SITE, seen.site),
        (FindingCode.TOO_MUCH_DATA, seen.too_long),
        (FindingCode.REFUSED_VALUES, seen.refused),
        (FindingCode.USES_UNLOAD, seen.unload),
        (FindingCode.OTHER_HOSTS, seen.hosts),
        (FindingCode.MISSING_FILES, seen.missing),
        (FindingCode.SCRIPT_ERRORS, seen.script_errors),
        (FindingCode.PLUG_IN, plug_ins),
        (FindingCode.OPENS_WINDOWS, seen.windows),
        (FindingCode.TAKES_WINDOW, seen.takes_window),
        (FindingCode.INSTALLS_ITSELF, seen.installs),
        (FindingCode.IMAGES_WITHOUT_TEXT, seen.images_without_text),
        (FindingCode.TOO_WIDE, seen.too_wide),
    ):
        if places:
            yield Found.of(code, places)


def _judge_parts(seen: Seen, standard: str) -> Iterator[Found]:
    """What the SCOs said; one whose playing was cut short is not blamed for what it did not come to."""
    heard = seen.parts[:-1] if seen.cut_short else seen.parts
    by_code: dict[FindingCode, list[str]] = {}
    for part in heard:
        code = None if part.is_asset else _judge_part(part, standard)
        # A course of many parts has a page in each, which is done when it has been seen.
        if code and not (code == FindingCode.DONE_AT_ONCE and len(seen.parts) > 1):
            by_code.setdefault(code, []).append(part.title)
    for code, titles in by_code.items():
        yield Found.of(code, titles)


def _judge_part(part: Part, standard: str) -> FindingCode | None:
    """Return the first thing that is not as it should be; the rest would follow from it."""
    own = _NAMES[PackageStandard(standard)]
    if not part.has_begun:
        if own in part.asked_for:
            return FindingCode.NOT_BEGUN
        return FindingCode.OTHER_VERSION if part.asked_for else FindingCode.NO_CALLS
    if not part.statuses:
        return FindingCode.NO_STATUS
    verdicts = [step for step, _element, value in part.statuses if value in _VERDICTS_TOLD]
    if not verdicts:
        return FindingCode.NOT_COMPLETED
    return FindingCode.DONE_AT_ONCE if verdicts[0] == 0 else None


def _is_saving(seen: Seen, codes: set[FindingCode]) -> bool:
    return all(part.has_begun for part in seen.parts if not part.is_asset) and any(
        part.has_begun for part in seen.parts
    )


def _is_ended(seen: Seen, codes: set[FindingCode]) -> bool:
    return seen.is_whole and _is_saving(seen, codes) and not codes & _NO_END


def _has_failed(seen: Seen) -> bool:
    return any(value == "failed" for part in seen.parts for _step, _element, value in part.statuses)


_NO_END = frozenset(
    {
        FindingCode.NOT_COMPLETED,
        FindingCode.NO_STATUS,
        FindingCode.DONE_AT_ONCE,
        FindingCode.OTHER_VERSION,
        FindingCode.NOT_BEGUN,
        FindingCode.NO_CALLS,
    }
)
#: what went well, where there was something to go well
_GOOD: dict[FindingCode, Callable[[Seen, set[FindingCode]], bool]] = {
    FindingCode.SAVES: _is_saving,
    FindingCode.COMPLETES: lambda seen, codes: _is_ended(seen, codes) and not _has_failed(seen),
    FindingCode.JUDGES: lambda seen, codes: _is_ended(seen, codes) and _has_failed(seen),
    FindingCode.SELF_CONTAINED: lambda seen, codes: (
        seen.measured > 0 and not codes & {FindingCode.OTHER_HOSTS, FindingCode.MISSING_FILES}
    ),
    FindingCode.FITS_PHONE: lambda seen, codes: (
        seen.measured > 0 and not seen.cut_off and FindingCode.TOO_WIDE not in codes
    ),
    FindingCode.IMAGES_DESCRIBED: lambda seen, codes: (
        seen.images > 0 and FindingCode.IMAGES_WITHOUT_TEXT not in codes
    ),
}


def _judge_files(scan: Scan, standard: str) -> Iterator[Found]:
    is_12 = standard == PackageStandard.SCORM_12
    own, other = (scan.calls_12, scan.calls_2004) if is_12 else (scan.calls_2004, scan.calls_12)
    if not own:
        yield Found(FindingCode.OTHER_VERSION if other else FindingCode.NO_CALLS)
    if scan.unload:
        yield Found.of(FindingCode.USES_UNLOAD, scan.unload)
    if scan.hosts:
        yield Found.of(FindingCode.OTHER_HOSTS, sorted(scan.hosts))
    if scan.plug_ins:
        yield Found.of(FindingCode.PLUG_IN, scan.plug_ins)
    if scan.images_without_text:
        places = [f"{page} ({count})" for page, count in scan.images_without_text.items()]
        yield Found.of(FindingCode.IMAGES_WITHOUT_TEXT, places)
    elif scan.images:
        yield Found(FindingCode.IMAGES_DESCRIBED)
