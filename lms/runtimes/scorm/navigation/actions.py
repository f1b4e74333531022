"""Navigation in a sequenced package; the server decides what is delivered, never the browser."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.attempts.api import (
    JournalEntry,
    Launch,
    NavigationEntry,
    NavigationRefused,
    ScoState,
    SequencingState,
    TokenRefused,
    check_holds_lease,
    count_action,
    locked_launch,
)
from lms.runtimes.scorm.commits.reducer import PackageState
from lms.runtimes.scorm.commits.rows import store_package
from lms.runtimes.scorm.navigation.global_objectives import inherited_values
from lms.runtimes.scorm.navigation.sessions import SequencingSession
from lms.runtimes.scorm.navigation.upgrades import upgrade_sequencing
from lms.runtimes.scorm.sequencing.requests import REOPEN, allows_request, written_request
from scorm.api import ScoOutcome


@dataclass(frozen=True)
class Navigated:
    """The result of a navigation request."""

    #: False when sequencing forbade it, and nothing changed
    is_allowed: bool
    #: the item to play now, "" when the learner has to choose one or the package has ended
    delivered: str
    ended: str
    #: the number of navigations so far, and the requests that are valid now
    after: int
    navigation: dict[str, Any]
    package_is_done: bool = False
    module_is_done: bool = False

    @classmethod
    def at(
        cls, sequencing: SequencingState, *, is_allowed: bool = True, done: tuple[bool, bool] = (False, False)
    ) -> Navigated:
        """Return the present state of sequencing."""
        return cls(
            is_allowed,
            sequencing.delivered,
            sequencing.ended,
            sequencing.navigations,
            sequencing.navigation,
            *done,
        )

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        return {"ok": True, "allowed": data.pop("is_allowed"), "outlook": data.pop("navigation"), **data}


@transaction.atomic
def navigate(
    *,
    launch: UUID,
    request: str = "",
    target: str = "",
    written: str | None = None,
    after: int,
    label: str = "",
) -> Navigated:
    """Process a navigation request (SN 5.6) of the launch's learner, or of the content that plays.

    `written` is adl.nav.request of content that has terminated, in place of the learner's `request` and
    `target`; one that is none requests nothing, and the content has ended all the same. `after` is the
    number of navigations that the requesting page has seen: a request that is sent twice, or by an outdated
    page, changes nothing and returns the present state. Raises CommitRefused when the launch no longer holds
    the attempt and beyond the person's limit of the day, NavigationRefused for an invalid request of a
    learner, TokenRefused for no launch or one that is not played on the content host with that `label`.
    """
    if written is None:
        written = written_request(request, target)
    active_launch = locked_launch(launch)
    if label not in {"", active_launch.package_attempt.package.label}:
        raise TokenRefused
    check_holds_lease(active_launch)
    sequencing = SequencingState.objects.filter(package_attempt=active_launch.package_attempt_id).first()
    if sequencing is None:
        raise NavigationRefused
    if sequencing.navigations != after:
        return Navigated.at(sequencing)
    session = _session(active_launch, sequencing)
    request, target = session.effective_request(written)
    answer = session.request(request, target)
    is_allowed = answer.is_allowed and allows_request(session.manifest, request)
    if not is_allowed:
        if not session.has_ended_itself:
            return Navigated.at(sequencing, is_allowed=False)
        # The part has ended, and counts, whatever was requested after it.
        request, target = "exit", ""
        answer = session.request(request)
    count_action(active_launch.attempt.person_id, len(target.encode()))
    done = _keep(active_launch, session, session.apply(answer), request=request, target=target)
    return Navigated.at(sequencing, is_allowed=is_allowed, done=done)


def prepare_launch(launch: Launch) -> None:
    """Resume or start the sequencing of a package that has any, in the transaction of a new launch."""
    if launch.package_attempt.package.structure.is_sequenced:
        _reopen_sequencing(launch)


def _reopen_sequencing(launch: Launch) -> None:
    sequencing, _ = SequencingState.objects.get_or_create(package_attempt=launch.package_attempt)
    session = _session(launch, sequencing)
    if sequencing.navigations == 0:
        session.initial_globals = inherited_values(launch.package_attempt)
    _keep(launch, session, session.resume(), request=REOPEN)


def _session(launch: Launch, sequencing: SequencingState) -> SequencingSession:
    package_attempt = launch.package_attempt
    upgrade_sequencing(package_attempt, sequencing)
    states = ScoState.objects.filter(package_attempt=package_attempt)
    parts = {state.sco: state.part for state in states}
    return SequencingSession(package_attempt, sequencing, parts, timezone.now())


def _keep(
    launch: Launch, session: SequencingSession, outcome: ScoOutcome, *, request: str, target: str = ""
) -> tuple[bool, bool]:
    """Journal and store a navigation; return whether the package is done, and whether the module is."""
    sequencing, package_attempt = session.sequencing, session.package_attempt
    accepted = JournalEntry.objects.filter(launch__attempt=launch.attempt_id, refusal="")
    NavigationEntry.objects.create(
        launch=launch,
        number=sequencing.navigations,
        request=request,
        target=target,
        received_at=session.moment,
        last_commit_id=accepted.aggregate(last=Max("pk"))["last"],
        initial_globals=session.initial_globals or None,
        delivered=sequencing.delivered,
    )
    states = ScoState.objects.filter(package_attempt=package_attempt)
    for sco in session.changed:
        part = session.parts[sco]
        states.filter(sco=sco).update(exit=part.exit, set_elements=part.set_elements)
    sequencing.save()
    here = sequencing.delivered or package_attempt.current_sco
    package = PackageState(package_attempt, session.parts, sequencing)
    return store_package(package, package.advance(outcome, here=here, moment=lambda: session.moment))
