"""Findings derived from what was read and observed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from content_import.health.enums import DANGERS, INCONCLUSIVE, FindingCode
from content_import.health.package_check.observations import Observations, PartObservation
from content_import.health.package_check.watchdog import Watchdog
from content_import.health.scanning import Scan
from courses.api import PackageKind
from scorm.api import PackageStandard

#: the most places that a finding stores
MAX_PLACES = 5
#: hosts are all stored, since each can be requested
MAX_HOSTS = 50

_API_NAMES = {PackageStandard.SCORM_12: "API", PackageStandard.SCORM_2004: "API_1484_11"}
_ABORT_FINDINGS = {
    Watchdog.HUNG: FindingCode.HANGS,
    Watchdog.MEMORY: FindingCode.EATS_MEMORY,
    Watchdog.FLOOD: FindingCode.FLOODS,
    Watchdog.BROKE: FindingCode.BREAKS_CHECK,
}
#: statuses that end a course; a failed one may be tried again
_FINAL_STATUSES = frozenset({"completed", "passed", "failed"})


@dataclass(frozen=True)
class FindingDraft:
    """A finding before it is stored."""

    code: FindingCode
    places: tuple[str, ...] = ()
    count: int = 0

    @classmethod
    def of(cls, code: FindingCode, places: Iterable[str]) -> FindingDraft:
        every = list(places)
        limit = MAX_HOSTS if code == FindingCode.OTHER_HOSTS else MAX_PLACES
        return cls(code, tuple(every[:limit]), len(every))


def findings_from(
    *, scan: Scan, observations: Observations | None, standard: str, kind: str = PackageKind.SCORM
) -> list[FindingDraft]:
    """Return the findings; without `observations` those of the files alone."""
    if kind == PackageKind.H5P and observations is not None:
        observations.unload.clear()  # H5P's core has a handler, and the site's page saves without it
    if observations is None:
        return list(_file_findings(scan, standard))
    findings = [*_abort_findings(observations), *_place_findings(observations, scan)]
    findings += (
        _part_findings(observations, standard) if observations.measured else _file_findings(scan, standard)
    )
    findings = list({finding.code: finding for finding in reversed(findings)}.values())
    codes = {finding.code for finding in findings}
    if not codes & (DANGERS | INCONCLUSIVE):
        findings += [FindingDraft(code) for code, is_met in _GOOD.items() if is_met(observations, codes)]
    return findings


def _abort_findings(observations: Observations) -> Iterator[FindingDraft]:
    """Yield the findings of a check that was aborted or did not reach every part."""
    code = _ABORT_FINDINGS.get(observations.abort_reason)
    if code:
        yield FindingDraft.of(code, [observations.parts[-1].title] if observations.parts else [])
    elif not observations.is_complete:
        yield FindingDraft(FindingCode.TIMED_OUT)
    if observations.unopened:
        yield FindingDraft.of(FindingCode.NO_ANSWER, observations.unopened)


def _place_findings(observations: Observations, scan: Scan) -> Iterator[FindingDraft]:
    plug_ins = Counter(observations.plug_ins) + Counter(scan.plug_ins)
    for code, places in (
        (FindingCode.REACHES_FOR_SITE, observations.site),
        (FindingCode.TOO_MUCH_DATA, observations.too_long),
        (FindingCode.REFUSED_VALUES, observations.refused),
        (FindingCode.USES_UNLOAD, observations.unload),
        (FindingCode.OTHER_HOSTS, observations.hosts),
        (FindingCode.MISSING_FILES, observations.missing),
        (FindingCode.SCRIPT_ERRORS, observations.script_errors),
        (FindingCode.PLUG_IN, plug_ins),
        (FindingCode.OPENS_WINDOWS, observations.windows),
        (FindingCode.TAKES_WINDOW, observations.takes_window),
        (FindingCode.INSTALLS_ITSELF, observations.installs),
        (FindingCode.IMAGES_WITHOUT_TEXT, observations.images_without_text),
        (FindingCode.TOO_WIDE, observations.too_wide),
    ):
        if places:
            yield FindingDraft.of(code, places)


def _part_findings(observations: Observations, standard: str) -> Iterator[FindingDraft]:
    """Yield the findings of the SCOs; without the last one when the check was aborted in it."""
    completed = observations.parts[:-1] if observations.abort_reason else observations.parts
    by_code: dict[FindingCode, list[str]] = {}
    for part in completed:
        code = None if part.is_asset else _part_finding(part, standard)
        # In a course of many parts each part may be one page, which is done when it has been opened.
        if code and not (code == FindingCode.DONE_AT_ONCE and len(observations.parts) > 1):
            by_code.setdefault(code, []).append(part.title)
    for code, titles in by_code.items():
        yield FindingDraft.of(code, titles)


def _part_finding(part: PartObservation, standard: str) -> FindingCode | None:
    """Return the first fault of a part; later ones would follow from it."""
    api_name = _API_NAMES[PackageStandard(standard)]
    if not part.is_initialized:
        if api_name in part.requested_apis:
            return FindingCode.NOT_BEGUN
        return FindingCode.OTHER_VERSION if part.requested_apis else FindingCode.NO_CALLS
    if not part.statuses:
        return FindingCode.NO_STATUS
    final_steps = [step for step, _element, value in part.statuses if value in _FINAL_STATUSES]
    if not final_steps:
        return FindingCode.NOT_COMPLETED
    return FindingCode.DONE_AT_ONCE if final_steps[0] == 0 else None


def _is_saving(observations: Observations, codes: set[FindingCode]) -> bool:
    return all(part.is_initialized for part in observations.parts if not part.is_asset) and any(
        part.is_initialized for part in observations.parts
    )


def _is_finished(observations: Observations, codes: set[FindingCode]) -> bool:
    return observations.is_complete and _is_saving(observations, codes) and not codes & _UNFINISHED_CODES


def _has_failed(observations: Observations) -> bool:
    return any(value == "failed" for part in observations.parts for _step, _element, value in part.statuses)


_UNFINISHED_CODES = frozenset(
    {
        FindingCode.NOT_COMPLETED,
        FindingCode.NO_STATUS,
        FindingCode.DONE_AT_ONCE,
        FindingCode.OTHER_VERSION,
        FindingCode.NOT_BEGUN,
        FindingCode.NO_CALLS,
    }
)
#: conditions of the findings that something works, each of which needs something that was tested
_GOOD: dict[FindingCode, Callable[[Observations, set[FindingCode]], bool]] = {
    FindingCode.SAVES: _is_saving,
    FindingCode.COMPLETES: lambda observations, codes: (
        _is_finished(observations, codes) and not _has_failed(observations)
    ),
    FindingCode.JUDGES: lambda observations, codes: (
        _is_finished(observations, codes) and _has_failed(observations)
    ),
    FindingCode.SELF_CONTAINED: lambda observations, codes: (
        observations.measured > 0 and not codes & {FindingCode.OTHER_HOSTS, FindingCode.MISSING_FILES}
    ),
    FindingCode.FITS_PHONE: lambda observations, codes: (
        observations.measured > 0 and not observations.is_clipped and FindingCode.TOO_WIDE not in codes
    ),
    FindingCode.IMAGES_DESCRIBED: lambda observations, codes: (
        observations.images > 0 and FindingCode.IMAGES_WITHOUT_TEXT not in codes
    ),
}


def _file_findings(scan: Scan, standard: str) -> Iterator[FindingDraft]:
    is_12 = standard == PackageStandard.SCORM_12
    own, other = (scan.calls_12, scan.calls_2004) if is_12 else (scan.calls_2004, scan.calls_12)
    if not own:
        yield FindingDraft(FindingCode.OTHER_VERSION if other else FindingCode.NO_CALLS)
    if scan.unload:
        yield FindingDraft.of(FindingCode.USES_UNLOAD, scan.unload)
    if scan.hosts:
        yield FindingDraft.of(FindingCode.OTHER_HOSTS, sorted(scan.hosts))
    if scan.plug_ins:
        yield FindingDraft.of(FindingCode.PLUG_IN, scan.plug_ins)
    if scan.images_without_text:
        places = [f"{page} ({count})" for page, count in scan.images_without_text.items()]
        yield FindingDraft.of(FindingCode.IMAGES_WITHOUT_TEXT, places)
    elif scan.images:
        yield FindingDraft(FindingCode.IMAGES_DESCRIBED)
