"""Global objectives and shared stores that persist across package attempts, where packages set it (0018).

They belong to one person and one module. Only a package that sets the flags itself takes part; by the
standard's default every package without them would (CAM 3.4.1.4).
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from lms.attempts.api import NavigationEntry, PackageAttempt, SequencingState
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from lms.runtimes.scorm.navigation.upgrades import upgrade_sequencing
from scorm.api import Manifest, objective_identifier

Values = dict[str, Any]


def inherited_values(package_attempt: PackageAttempt) -> dict[str, Values]:
    """Return the values that a new package attempt inherits from earlier ones: {} for nearly every package.

    `objectives` has the items of each global objective that the package maps, as a stored state has them,
    and `stores` the text of each store that it shares. Where two have the same, the newest commit decides.
    """
    manifest = package_attempt.package.structure
    mapped = {kind: targets(manifest) for kind, targets in _TARGETS.items()}
    if not any(mapped.values()):
        return {}
    inherited: dict[str, Values] = {kind: {} for kind in _TARGETS}
    for sequencing in _earlier(package_attempt):
        initial_globals = NavigationEntry.objects.filter(
            launch__package_attempt=sequencing.package_attempt_id, number=1
        ).values_list("initial_globals", flat=True)
        before = initial_globals.first() or {}
        for kind, passed_on in _passed_on(sequencing).items():
            names = {_NAMES[kind](target): target for target in mapped[kind]}
            for target, value in passed_on.items():
                name = names.get(_NAMES[kind](target))
                # A value that it inherited and never changed is older than what others have set since.
                is_own = name not in inherited[kind] or value != before.get(kind, {}).get(target)
                if name is not None and is_own:
                    inherited[kind][name] = value
    return {kind: values for kind, values in inherited.items() if values}


def _earlier(package_attempt: PackageAttempt) -> QuerySet[SequencingState]:
    """Return the newest state of each step that the person has begun in the module, in commit order."""
    attempt = package_attempt.attempt
    earlier = PackageAttempt.objects.filter(
        attempt__person=attempt.person_id, attempt__module=attempt.module_id, sequencing__navigations__gt=0
    )
    newest = earlier.exclude(pk=package_attempt.pk).values("step_id").annotate(newest=Max("pk"))
    at = SequencingState.objects.filter(package_attempt__in=newest.values("newest"))
    last_commit = Max(
        "package_attempt__launches__journal__pk", filter=Q(package_attempt__launches__journal__refusal="")
    )
    at = at.annotate(last_commit=last_commit)
    return at.select_related("package_attempt__package").order_by(
        F("last_commit").asc(nulls_first=True), "pk"
    )


def _passed_on(sequencing: SequencingState) -> dict[str, Values]:
    """Return the values that a package attempt would pass on if it ended now, of those that persist."""
    manifest = sequencing.package_attempt.package.structure
    objectives = _objectives_now(sequencing) if _is_persistent(manifest, "objectivesGlobalToSystem") else {}
    stores = sequencing.shared_data if _is_persistent(manifest, "sharedDataGlobalToSystem") else {}
    return {"objectives": objectives, "stores": stores}


def _objectives_now(sequencing: SequencingState) -> Values:
    """Return the global objectives, including what the current item has set since it was delivered."""
    package_attempt, current = sequencing.package_attempt, copy.copy(sequencing)
    upgrade_sequencing(package_attempt, current)
    parts = {state.sco: state.part for state in package_attempt.sco_states.all()}
    session = SequencingSession(package_attempt, current, parts, timezone.now())
    state = session.state
    if current.delivered:
        # As when it is opened again: an interrupted session has not ended.
        session.resume_interrupted()
        state = session.request("exit").state
    return dict(state["objectives"])


def _is_persistent(manifest: Manifest, flag: str) -> bool:
    """Return whether the organization sets the flag itself, apart from the standard's default."""
    return manifest.sequencing.get(flag) is True


def _objectives_of(manifest: Manifest) -> set[str]:
    if not _is_persistent(manifest, "objectivesGlobalToSystem"):
        return set()
    objectives = (objective for part in _sequencing_of(manifest) for objective in part.get("objectives", ()))
    return {info.get("targetObjectiveID", "") for objective in objectives for info in objective["mapInfo"]}


def _stores_of(manifest: Manifest) -> set[str]:
    if not _is_persistent(manifest, "sharedDataGlobalToSystem"):
        return set()
    return {shared["targetID"] for part in _sequencing_of(manifest) for shared in part.get("sharedData", ())}


def _sequencing_of(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    yield manifest.sequencing
    yield from (item.sequencing for top in manifest.items for item in top.subtree())


_TARGETS = {"objectives": _objectives_of, "stores": _stores_of}
#: how names are compared: versions imported earlier have objectives as written, not decoded
_NAMES: dict[str, Callable[[str], str]] = {"objectives": objective_identifier, "stores": str}
