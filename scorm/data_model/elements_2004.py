"""The data model of SCORM 2004 (RTE 4.2), 3rd and 4th edition."""

import re

from scorm.data_model.elements import DataModel, decimal, either, one_of, text
from scorm.data_model.responses import RESPONSE_FORMATS
from scorm.data_model.times import is_time_2004, seconds_of_duration

#: language_type (RTE 4.1.1.3): a code of ISO 639 or `i`/`x`, then what makes it narrower
_LANGUAGE = re.compile(r"([a-zA-Z]{1,8})(-[a-zA-Z0-9]{2,8})*", re.ASCII)
_any_number = decimal()
_identifier = text(4_000)
_feedback = text(4_250)
_location = text(1_000)
_completion = one_of("completed", "incomplete", "not attempted", "unknown")
_success = one_of("passed", "failed", "unknown")


def _duration(value: str) -> bool:
    return seconds_of_duration(value) is not None


def _is_language(value: str) -> bool:
    return _LANGUAGE.fullmatch(value) is not None


MODEL_2004 = DataModel(
    writable={
        "completion_status": _completion,
        "success_status": _success,
        "exit": one_of("time-out", "suspend", "logout", "normal", ""),
        "location": _location,
        "suspend_data": text(64_000),
        "session_time": _duration,
        "progress_measure": decimal(0, 1),
        "score.scaled": decimal(-1, 1),
        "score.raw": _any_number,
        "score.min": _any_number,
        "score.max": _any_number,
        "learner_preference.audio_level": decimal(0, 1_000),
        "learner_preference.language": _is_language,
        "learner_preference.delivery_speed": decimal(0, 1_000),
        "learner_preference.audio_captioning": decimal(-1, 1),
        "comments_from_learner.n.comment": _feedback,
        "comments_from_learner.n.location": text(250),
        "comments_from_learner.n.timestamp": is_time_2004,
        "objectives.n.id": _identifier,
        "objectives.n.score.scaled": decimal(-1, 1),
        "objectives.n.score.raw": _any_number,
        "objectives.n.score.min": _any_number,
        "objectives.n.score.max": _any_number,
        "objectives.n.success_status": _success,
        "objectives.n.completion_status": _completion,
        "objectives.n.progress_measure": decimal(0, 1),
        "objectives.n.description": _feedback,
        "interactions.n.id": _identifier,
        "interactions.n.type": one_of(*RESPONSE_FORMATS),
        "interactions.n.objectives.n.id": _identifier,
        "interactions.n.timestamp": is_time_2004,
        "interactions.n.correct_responses.n.pattern": text(64_000),
        "interactions.n.weighting": _any_number,
        "interactions.n.learner_response": text(64_000),
        "interactions.n.result": either(
            one_of("correct", "incorrect", "unanticipated", "neutral"), _any_number
        ),
        "interactions.n.latency": _duration,
        "interactions.n.description": _feedback,
    },
    read_only=frozenset(
        {
            "completion_threshold",
            "comments_from_lms.n.comment",
            "comments_from_lms.n.location",
            "comments_from_lms.n.timestamp",
            "credit",
            "entry",
            "launch_data",
            "learner_id",
            "learner_name",
            "max_time_allowed",
            "mode",
            "scaled_passing_score",
            "time_limit_action",
            "total_time",
        }
    ),
    of_session=frozenset({"exit", "session_time"}),
)
