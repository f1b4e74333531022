"""cmi.interactions of a state, read as answers to questions.

Content writes interactions in two manners (SCORM 2004 RTE 4.2.9.1): as a journal, where each try is appended
at `_count` and an identifier occurs several times, or as a state, where a question keeps its index and
a new try replaces the old one. Within one state several indices of an identifier are a journal; between two
states of the same SCO an index whose answer differs is a state that was used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scorm.data_model.state import value_of
from scorm.data_model.times import seconds_of_duration, seconds_of_timespan
from scorm.enums import PackageStandard


@dataclass(frozen=True)
class Interaction:
    """One interaction of a state."""

    index: int
    #: the question's identifier; where the content sets none, its number: "#3"
    identifier: str
    kind: str
    response: str
    #: correct, incorrect (1.2's "wrong" too), unanticipated, neutral, a number, or ""
    result: str
    patterns: tuple[str, ...] = ()
    #: seconds it took, or None where the content has set none
    latency: float | None = None
    #: as written: a time of day in 1.2, a moment in 2004
    time: str = ""
    weighting: str = ""
    #: the question's text (2004 alone)
    description: str = ""
    objectives: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether it has a response or a result; a question that was only shown has neither."""
        return bool(self.response or self.result)

    @property
    def is_right(self) -> bool | None:
        """Whether the answer is right; None where the content sets no such result."""
        return {"correct": True, "incorrect": False, "unanticipated": False}.get(self.result)

    def is_same_as(self, other: Interaction) -> bool:
        """Return whether `other`, at the same index, is this answer: repeated, or with more data."""
        return (
            self.identifier == other.identifier
            and self.response == other.response
            and self.time == other.time
            and self.result in ("", other.result)
        )


def read_interactions(cmi: Mapping[str, Any], standard: str) -> tuple[Interaction, ...]:
    """Return the interactions of a state (`reduce_cmi`) in the order of their index."""
    members = cmi.get("interactions")
    if not isinstance(members, Mapping):
        return ()
    indexed = sorted((int(key), member) for key, member in members.items() if key.isdigit())
    return tuple(_interaction(index, member, standard) for index, member in indexed)


def answered_interactions(
    cmi: Mapping[str, Any], standard: str, *, is_settled: bool
) -> tuple[Interaction, ...]:
    """Return the interactions that are answers.

    Not `is_settled`: saved in the middle of the content's work, where an answer without a result may still
    be half written. It is left for the next commit.
    """
    answers = read_interactions(cmi, standard)
    return tuple(
        interaction
        for interaction in answers
        if (interaction.is_answered if is_settled else interaction.result)
    )


def new_answers(before: Iterable[Interaction], after: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """Return the answers of `after` that `before` lacks: appended, or replacing another.

    An answer whose result came later is new as well: it has more data.
    """
    earlier = {interaction.index: interaction for interaction in before}
    return tuple(
        interaction
        for interaction in after
        if interaction.index not in earlier
        or not earlier[interaction.index].is_same_as(interaction)
        or earlier[interaction.index].result != interaction.result
    )


def first_and_last_answers(interaction: Iterable[Interaction]) -> dict[str, tuple[Interaction, Interaction]]:
    """Return the first and the last answer of each question in a state, the same one twice without a journal.

    Replaced answers of a state are in earlier commits alone.
    """
    answers: dict[str, tuple[Interaction, Interaction]] = {}
    for answer in interaction:
        first, _ = answers.get(answer.identifier, (answer, answer))
        answers[answer.identifier] = (first, answer)
    return answers


def _interaction(index: int, member: Mapping[str, Any], standard: str) -> Interaction:
    is_12 = standard == PackageStandard.SCORM_12
    latency = value_of(member, "latency")
    result = value_of(member, "result")
    return Interaction(
        index=index,
        identifier=value_of(member, "id") or f"#{index + 1}",
        kind=value_of(member, "type"),
        response=value_of(member, "student_response" if is_12 else "learner_response"),
        result="incorrect" if result == "wrong" else result,
        patterns=_each(member, "correct_responses", "pattern"),
        latency=seconds_of_timespan(latency) if is_12 else seconds_of_duration(latency),
        time=value_of(member, "time" if is_12 else "timestamp"),
        weighting=value_of(member, "weighting"),
        description=value_of(member, "description"),
        objectives=_each(member, "objectives", "id"),
    )


def _each(member: Mapping[str, Any], collection: str, name: str) -> tuple[str, ...]:
    members = member.get(collection)
    if not isinstance(members, Mapping):
        return ()
    indexed = sorted((int(key), inner) for key, inner in members.items() if key.isdigit())
    return tuple(value for _, inner in indexed if (value := value_of(inner, name)))
