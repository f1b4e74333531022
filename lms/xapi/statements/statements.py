"""Construction of xAPI 1.0.3 statements (Data, 2): actor, verb, object, result and context."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from courses.api import ModuleVersion, Package
from lms.records.api import Completion
from lms.xapi.enums import ActorNaming
from lms.xapi.statements.activities import module_activity, package_activity
from lms.xapi.statements.vocabulary import SCORM_PROFILE, Verb
from people.api import Person
from scorm.api import number, value_of

NAMESPACE = uuid.UUID("5b0c8a0e-6f0f-5d59-9b0a-1f8f6d6f2c55")
PLATFORM = "Närlära"


@dataclass(frozen=True)
class Within:
    """The attempt of a statement."""

    registration: uuid.UUID
    person: Person
    version: ModuleVersion
    package: Package | None = None

    @property
    def language(self) -> str:
        return self.version.language


def statement_id(*facts: object) -> uuid.UUID:
    """Return the identifier for these facts: a name-based UUID, stable when derived or sent again."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, (settings.SITE_ORIGIN, *facts))))


def statement(
    identifier: uuid.UUID,
    within: Within,
    verb: Verb,
    activity: Mapping[str, Any],
    *,
    at: dt.datetime,
    result: Mapping[str, Any] | None = None,
    parent: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a statement, without `result` if it is empty."""
    body: dict[str, Any] = {
        "id": str(identifier),
        "actor": actor(within.person),
        "verb": verb.as_json,
        "object": dict(activity),
        "timestamp": at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "context": _context(within, parent),
    }
    return body | ({"result": dict(result)} if result else {})


def actor(person: Person) -> dict[str, Any]:
    """Return the person as an account of this site (Data, 2.4.2.4), without their real name."""
    if settings.XAPI_ACTOR == ActorNaming.USER_NAME:
        name = person.username
    else:
        key = settings.XAPI_ACTOR_KEY or settings.SECRET_KEY
        name = salted_hmac("lms.xapi.actor", str(person.pk), secret=key, algorithm="sha256").hexdigest()[:32]
    return {"objectType": "Agent", "account": {"homePage": settings.SITE_ORIGIN, "name": name}}


def completion_statement(completion: Completion) -> tuple[uuid.UUID, dict[str, Any]]:
    """Return identifier and statement of the completion of a module."""
    identifier = statement_id("completion", completion.attempt_uuid)
    within = Within(completion.attempt_uuid, completion.person, completion.module_version)
    result: dict[str, Any] = {"completion": True}
    if completion.score is not None:
        result["score"] = {"scaled": _within_one(completion.score)}
    module = module_activity(completion.module_version)
    return identifier, statement(
        identifier, within, Verb.COMPLETED, module, at=completion.achieved_at, result=result
    )


def score(cmi: Mapping[str, Any], scaled: float | None) -> dict[str, float]:
    """Return the score (Data, 2.4.5.1): the given scaled value; raw, min and max only if consistent."""
    result = {} if scaled is None else {"scaled": _within_one(scaled)}
    prefix = "core.score" if "core" in cmi else "score"
    raw, lowest, highest = (number(value_of(cmi, f"{prefix}.{name}")) for name in ("raw", "min", "max"))
    if raw is None:
        return result
    if lowest is None or highest is None:
        return result | {"raw": raw}
    if not lowest <= raw <= highest or lowest == highest:
        return result
    return result | {"raw": raw, "min": lowest, "max": highest}


def duration(seconds: float) -> str:
    """Return seconds as ISO 8601, to the hundredth (Data, 4.6)."""
    return f"PT{max(seconds, 0.0):.2f}".rstrip("0").rstrip(".") + "S"


def _context(within: Within, parent: Mapping[str, Any] | None) -> dict[str, Any]:
    activities: dict[str, Any] = {}
    if within.package is not None:
        activities["category"] = [SCORM_PROFILE]
        activities["grouping"] = [
            module_activity(within.version),
            package_activity(within.package, within.language),
        ]
    if parent is not None:
        activities["parent"] = [dict(parent)]
    context: dict[str, Any] = {
        "registration": str(within.registration),
        "platform": PLATFORM,
        "language": within.language,
        "revision": str(within.package.version if within.package else within.version.number),
    }
    return context | ({"contextActivities": activities} if activities else {})


def _within_one(scaled: float) -> float:
    return min(max(scaled, -1.0), 1.0)
