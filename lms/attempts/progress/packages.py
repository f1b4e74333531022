"""A learner's progress within a package, as far as its content reports it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F

from lms.attempts.models import PackageAttempt, ScoState
from scorm.api import (
    CompletionStatus,
    Interaction,
    ManifestItem,
    SuccessStatus,
    number,
    read_interactions,
    value_of,
)

#: identifiers of the objectives in which content counts its screens and its questions
SCREENS, QUESTIONS = "narlara.screens", "narlara.questions"


@dataclass(frozen=True)
class Count:
    """A number of done items and their total."""

    done: int
    total: int


@dataclass(frozen=True)
class PackageProgress:
    """The progress that the content of a package has reported, 0 and None where it has reported none."""

    #: 0..1; None where the content reports too little for a figure
    share: float | None = None
    parts_done: int = 0
    parts_total: int = 0
    #: how many different questions have been answered
    questions: int = 0
    #: how many of them have a last answer that is wrong
    questions_wrong: int = 0
    #: how many are left, where the content reports how many there are
    questions_left: int | None = None
    screens_seen: int = 0
    screens_total: int = 0
    has_failed: bool = False


@dataclass(frozen=True)
class PlayedPackage:
    """The newest attempt at a package, and the state of each of its parts by identifier."""

    attempt: PackageAttempt
    states: dict[str, ScoState] = field(default_factory=dict)


def played_packages(attempt_ids: Collection[UUID]) -> dict[UUID, dict[str, PlayedPackage]]:
    """Return the played packages of each attempt, by step id; one query, none without attempts."""
    by_attempt: dict[UUID, dict[str, PlayedPackage]] = defaultdict(dict)
    if not attempt_ids:
        return by_attempt
    names = [field.attname for field in ScoState._meta.concrete_fields]
    # The manifest is parsed once a process (`Package.structure`), and is larger than all other columns.
    rows = (
        PackageAttempt.objects.current()
        .filter(attempt__in=attempt_ids)
        .select_related("package")
        .defer("package__manifest")
        .annotate(**{f"state_{name}": F(f"sco_states__{name}") for name in names})
        .order_by("number", "sco_states__pk")
    )
    for row in rows:
        of_attempt = by_attempt[row.attempt_id]
        played = of_attempt.get(row.step_id)
        if played is None or played.attempt.pk != row.pk:
            played = of_attempt[row.step_id] = PlayedPackage(row)
        values = {name: getattr(row, f"state_{name}") for name in names}
        if values["id"] is not None:
            state = ScoState(**values)
            played.states[state.sco] = state
    return by_attempt


def package_progress(played: PlayedPackage) -> PackageProgress:
    """Return the progress of a package attempt.

    A part counts as its `cmi.progress_measure` (SCORM 2004 RTE 4.2.17) or its screens, or as whole once
    completed. SCORM 1.2 has no element for it: a part that is not completed has no figure unless it counts
    its screens as demo/README.md describes, and a package of which no part has a figure has none.
    """
    states, package = played.states, played.attempt.package
    parts = package.structure.launchable
    shares = [_share(states.get(part.identifier)) for part in parts]
    answers = dict(_answers(states, package.standard))
    screens = _count_of(states.values(), SCREENS)
    questions = _count_of(states.values(), QUESTIONS)
    return PackageProgress(
        share=_mean(shares),
        parts_done=sum(_is_completed(states.get(part.identifier)) for part in parts),
        parts_total=len(parts),
        questions=len(answers),
        questions_wrong=sum(answer.is_right is False for answer in answers.values()),
        questions_left=questions.total - questions.done if questions else None,
        screens_seen=screens.done if screens else 0,
        screens_total=screens.total if screens else 0,
        has_failed=played.attempt.success_status == SuccessStatus.FAILED,
    )


@dataclass(frozen=True)
class Score:
    """A score and the pass mark, where the manifest has one; as text, such as “67 %”."""

    reached: str
    needed: str = ""


def score_of(part: ManifestItem, state: ScoState) -> Score | None:
    """Return the score of a part, and its pass mark on the same scale; None without a score.

    A 1.2 mastery score is on the scale of cmi.core.score.raw, which is a percentage only where the content
    sets its maximum to 100.
    """
    if part.mastery_score is not None:
        raw = number(value_of(state.cmi, "core.score.raw"))
        if raw is None:
            return None
        unit = "\N{NO-BREAK SPACE}%" if number(value_of(state.cmi, "core.score.max")) == 100 else ""
        return Score(f"{raw:.0f}{unit}", f"{part.mastery_score:g}{unit}")
    if state.score_scaled is None or state.score_scaled < 0:
        return None
    needed = part.scaled_passing_score
    return Score(_percent(state.score_scaled), "" if needed is None else _percent(needed))


def _percent(share: float) -> str:
    return f"{round(share * 100)}\N{NO-BREAK SPACE}%"


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(shares) if known else None


def _share(state: ScoState | None) -> float | None:
    if state is None:
        return None
    if _is_completed(state):
        return 1.0
    measure = number(value_of(state.cmi, "progress_measure"))
    if measure is not None:
        return min(max(measure, 0.0), 1.0)
    screens = _count_of([state], SCREENS)
    return screens.done / screens.total if screens else None


def _count_of(states: Iterable[ScoState], identifier: str) -> Count | None:
    """Return the sum of the counts of the objectives with that identifier; None where there is none."""
    by_attempt = [count for state in states if (count := _count(state.cmi, identifier))]
    if not by_attempt:
        return None
    return Count(sum(count.done for count in by_attempt), sum(count.total for count in by_attempt))


def _count(cmi: Mapping[str, Any], identifier: str) -> Count | None:
    objectives = cmi.get("objectives")
    for objective in objectives.values() if isinstance(objectives, Mapping) else ():
        done, total = (number(value_of(objective, f"score.{name}")) for name in ("raw", "max"))
        if value_of(objective, "id") == identifier and done is not None and total is not None and total >= 1:
            return Count(min(max(int(done), 0), int(total)), int(total))
    return None


def _is_completed(state: ScoState | None) -> bool:
    return state is not None and state.completion_status == CompletionStatus.COMPLETED


def _answers(states: Mapping[str, ScoState], standard: str) -> Iterator[tuple[tuple[str, str], Interaction]]:
    """Yield the answers by part and question, later ones after earlier."""
    for sco, state in states.items():
        for interaction in read_interactions(state.cmi, standard):
            if interaction.is_answered:
                yield (sco, interaction.identifier), interaction
