"""Identifiers in statements: verbs and activity types of ADL, and the SCORM profile."""

from enum import StrEnum
from typing import Any

#: the category of statements that follow the profile (xAPI SCORM Profile, 3.3)
SCORM_PROFILE = {
    "id": "https://w3id.org/xapi/scorm",
    "definition": {"type": "http://adlnet.gov/expapi/activities/profile"},
}


class Verb(StrEnum):
    """Verbs; each value is the last part of the identifier."""

    INITIALIZED = "initialized"
    ANSWERED = "answered"
    PASSED = "passed"
    FAILED = "failed"
    COMPLETED = "completed"
    TERMINATED = "terminated"

    @property
    def as_json(self) -> dict[str, Any]:
        display = {"en": self.value, "sv": _IN_SWEDISH[self]}
        return {"id": f"http://adlnet.gov/expapi/verbs/{self.value}", "display": display}


_IN_SWEDISH = {
    Verb.INITIALIZED: "började",
    Verb.ANSWERED: "svarade på",
    Verb.PASSED: "klarade",
    Verb.FAILED: "klarade inte",
    Verb.COMPLETED: "blev klar med",
    Verb.TERMINATED: "avslutade",
}


class ActivityType(StrEnum):
    """Activity types."""

    COURSE = "http://adlnet.gov/expapi/activities/course"
    PACKAGE = "http://adlnet.gov/expapi/activities/module"
    LESSON = "http://adlnet.gov/expapi/activities/lesson"
    INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
