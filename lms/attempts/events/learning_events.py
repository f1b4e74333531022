"""Learning events: what a commit, or a step without one, changed for the learner.

Run-times emit them when they reduce a commit: live, in a replay, and when the journal is read later. Every
kind of step emits the same.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from lms.attempts.enums import LaunchEnding
from scorm.api import Interaction, ScoOutcome


@dataclass(frozen=True, slots=True)
class PartStarted:
    """A part was loaded: a new session."""

    sco: str
    session: UUID


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A question was answered, or an answer was replaced or judged."""

    sco: str
    answer: Interaction


@dataclass(frozen=True, slots=True)
class OutcomeChanged:
    """The outcome of a part changed; it never goes backwards."""

    sco: str
    before: ScoOutcome
    after: ScoOutcome


@dataclass(frozen=True, slots=True)
class PartEnded:
    """The content of a part has finished its session."""

    sco: str
    #: seconds of the session, None where the content has not set them
    seconds: float | None


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of a module is done."""

    step_id: str
    #: by the learner's clock, within the launch
    achieved_at: dt.datetime


@dataclass(frozen=True, slots=True)
class LaunchEnded:
    """A launch ended because its content has finished."""

    launch: UUID
    ending: LaunchEnding


LearningEvent = PartStarted | QuestionAnswered | OutcomeChanged | PartEnded | StepDone | LaunchEnded
