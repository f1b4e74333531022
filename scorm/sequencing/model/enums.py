"""Vocabularies of SCORM 2004 Sequencing and Navigation (SN), as in the manifest and the data model."""

from enum import StrEnum


class Edition(StrEnum):
    """The editions with different sequencing."""

    SECOND = "2nd"
    THIRD = "3rd"
    FOURTH = "4th"


class NavigationRequest(StrEnum):
    """Navigation requests of learners and content (SN 5.6.4); Start and Resume All come from the LMS."""

    START = "start"
    RESUME_ALL = "resumeAll"
    CONTINUE = "continue"
    PREVIOUS = "previous"
    CHOICE = "choice"
    JUMP = "jump"
    EXIT = "exit"
    EXIT_ALL = "exitAll"
    ABANDON = "abandon"
    ABANDON_ALL = "abandonAll"
    SUSPEND_ALL = "suspendAll"


class TerminationRequest(StrEnum):
    EXIT = "exit"
    EXIT_PARENT = "exitParent"
    EXIT_ALL = "exitAll"
    SUSPEND_ALL = "suspendAll"
    ABANDON = "abandon"
    ABANDON_ALL = "abandonAll"


class SequencingRequest(StrEnum):
    START = "start"
    RESUME_ALL = "resumeAll"
    CONTINUE = "continue"
    PREVIOUS = "previous"
    CHOICE = "choice"
    JUMP = "jump"
    RETRY = "retry"
    EXIT = "exit"


class Direction(StrEnum):
    FORWARD = "forward"
    BACKWARD = "backward"


class RuleAction(StrEnum):
    """The actions of sequencing rules (SN 3.4)."""

    SKIP = "skip"
    DISABLED = "disabled"
    HIDDEN_FROM_CHOICE = "hiddenFromChoice"
    STOP_FORWARD_TRAVERSAL = "stopForwardTraversal"
    EXIT = "exit"
    EXIT_PARENT = "exitParent"
    EXIT_ALL = "exitAll"
    RETRY = "retry"
    RETRY_ALL = "retryAll"
    CONTINUE = "continue"
    PREVIOUS = "previous"


class Condition(StrEnum):
    """The conditions of sequencing rules (SN 3.4.2) and of rollup rules (SN 3.7.2)."""

    SATISFIED = "satisfied"
    OBJECTIVE_STATUS_KNOWN = "objectiveStatusKnown"
    OBJECTIVE_MEASURE_KNOWN = "objectiveMeasureKnown"
    OBJECTIVE_MEASURE_GREATER_THAN = "objectiveMeasureGreaterThan"
    OBJECTIVE_MEASURE_LESS_THAN = "objectiveMeasureLessThan"
    COMPLETED = "completed"
    ACTIVITY_PROGRESS_KNOWN = "activityProgressKnown"
    ATTEMPTED = "attempted"
    ATTEMPT_LIMIT_EXCEEDED = "attemptLimitExceeded"
    TIME_LIMIT_EXCEEDED = "timeLimitExceeded"
    OUTSIDE_AVAILABLE_TIME_RANGE = "outsideAvailableTimeRange"
    ALWAYS = "always"
    NEVER = "never"


class RollupAction(StrEnum):
    SATISFIED = "satisfied"
    NOT_SATISFIED = "notSatisfied"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"


class ChildActivitySet(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST_COUNT = "atLeastCount"
    AT_LEAST_PERCENT = "atLeastPercent"


class RollupConsideration(StrEnum):
    """When a child is required for a rollup (adlseq:rollupConsiderations, SN 3.8)."""

    ALWAYS = "always"
    IF_ATTEMPTED = "ifAttempted"
    IF_NOT_SKIPPED = "ifNotSkipped"
    IF_NOT_SUSPENDED = "ifNotSuspended"


class Timing(StrEnum):
    """When children are selected or put in random order (SN 3.9)."""

    NEVER = "never"
    ONCE = "once"
    ON_EACH_NEW_ATTEMPT = "onEachNewAttempt"


class EndReason(StrEnum):
    """The reason why a sequencing session ended."""

    EXIT_ALL = "exit_all"
    SUSPEND_ALL = "suspend_all"
    ABANDON_ALL = "abandon_all"
    END_OF_CONTENT = "end_of_content"
