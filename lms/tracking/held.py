"""The rows that a commit begins from, read by one query once they are locked."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, F, QuerySet, When
from django.db.models.expressions import Combinable

from lms.tracking.exceptions import TokenRefused
from lms.tracking.locks import lock_attempt_of
from lms.tracking.models import Launch, ScoState
from lms.tracking.statements import CompiledQuery, Parameter

_STATES = "package_attempt__sco_states"
_STATE_FIELDS = tuple(field for field in ScoState._meta.concrete_fields)


def hold(launch_id: UUID, sco: str) -> tuple[Launch, dict[str, ScoState]]:
    """Lock a launch's attempt; return the launch, and the states of its package's parts by SCO.

    Commits of one attempt are taken one after the other. The data model is read for the part `sco` alone;
    what only a completion needs is read when there is one. Called within a transaction. Raises TokenRefused.
    """
    lock_attempt_of(launch_id)
    rows = _HELD.rows(launch=launch_id, sco=sco)
    if not rows:
        raise TokenRefused
    launch = rows[0]
    launch.package_attempt.attempt = launch.attempt
    states = (_state_of(row) for row in rows if row.state_id is not None)  # type: ignore[attr-defined]  # annotated
    return launch, {state.sco: state for state in states}


def _launch_with_states() -> QuerySet[Launch]:
    """One row for each state, or one without any."""
    annotations: dict[str, Combinable] = {
        f"state_{field.attname}": F(f"{_STATES}__{field.name}") for field in _STATE_FIELDS
    }
    is_asked_for = {f"{_STATES}__sco": Parameter("sco", ScoState._meta.get_field("sco"))}
    annotations["state_cmi"] = Case(When(**is_asked_for, then=F(f"{_STATES}__cmi")))
    return (
        Launch.objects.select_related("attempt", "package_attempt__package")
        .defer("package_attempt__package__manifest")
        .filter(pk=Parameter("launch", Launch._meta.pk))
        .annotate(**annotations)
    )


def _state_of(row: Launch) -> ScoState:
    names = [field.attname for field in _STATE_FIELDS]
    return ScoState.from_db(row._state.db, names, [getattr(row, f"state_{name}") for name in names])


_HELD = CompiledQuery(_launch_with_states)
