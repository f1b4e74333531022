"""The data model of SCORM 1.2 (RTE 3.4.4). Lengths follow what real content needs where it overflows."""

from scorm.data_model.elements import DataModel, decimal, either, one_of, text
from scorm.data_model.times import is_time_12, seconds_of_timespan

_short = text(1_000)
_long = text(64_000)
_identifier = text(255)
_any_number = decimal()
_lesson_status = one_of("passed", "completed", "failed", "incomplete", "browsed", "not attempted")


def _timespan(value: str) -> bool:
    return seconds_of_timespan(value) is not None


MODEL_12 = DataModel(
    writable={
        "core.lesson_location": _short,
        "core.lesson_status": _lesson_status,
        "core.exit": one_of("time-out", "suspend", "logout", ""),
        "core.session_time": _timespan,
        "core.score.raw": _any_number,
        "core.score.min": _any_number,
        "core.score.max": _any_number,
        "suspend_data": _long,
        "comments": _long,
        "student_preference.audio": decimal(-1, 100),
        "student_preference.language": _identifier,
        "student_preference.speed": decimal(-100, 100),
        "student_preference.text": decimal(-1, 1),
        "objectives.n.id": _identifier,
        "objectives.n.status": _lesson_status,
        "objectives.n.score.raw": _any_number,
        "objectives.n.score.min": _any_number,
        "objectives.n.score.max": _any_number,
        "interactions.n.id": _identifier,
        "interactions.n.objectives.n.id": _identifier,
        "interactions.n.time": is_time_12,
        "interactions.n.type": one_of(
            "true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"
        ),
        "interactions.n.correct_responses.n.pattern": _short,
        "interactions.n.weighting": _any_number,
        "interactions.n.student_response": _short,
        "interactions.n.result": either(
            one_of("correct", "wrong", "incorrect", "unanticipated", "neutral"), _any_number
        ),
        "interactions.n.latency": _timespan,
    },
    read_only=frozenset(
        {
            "core.student_id",
            "core.student_name",
            "core.credit",
            "core.entry",
            "core.lesson_mode",
            "core.total_time",
            "launch_data",
            "comments_from_lms",
            "student_data.mastery_score",
            "student_data.max_time_allowed",
            "student_data.time_limit_action",
        }
    ),
    of_session=frozenset({"core.exit", "core.session_time"}),
)
