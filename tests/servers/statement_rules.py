"""What xAPI 1.0.3 asks of a statement (Data, 2 and 4), checked as a record store must: a fault is refused.

Written from the specification's tables, not from what our statements look like.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

STATEMENT = {
    *("id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority"),
    *("version", "attachments"),
}
RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
SCORE = {"scaled", "raw", "min", "max"}
CONTEXT = {
    *("registration", "instructor", "team", "contextActivities", "revision", "platform", "language"),
    *("statement", "extensions"),
}
GROUPS = {"parent", "grouping", "category", "other"}
COMPONENTS = ("choices", "scale", "source", "target", "steps")
DEFINITION = {
    *("name", "description", "type", "moreInfo", "extensions", "interactionType", "correctResponsesPattern"),
    *COMPONENTS,
}
INTERACTIONS = {
    *("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert"),
    *("numeric", "other"),
}
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
DURATION = re.compile(
    r"P(?=.)(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?D)?(T(?=.)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?"
    r"|P\d+(\.\d+)?W"
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
TRUE_FALSE = {"true", "false"}


class Fault(ValueError):
    """What breaks the specification, with its place."""


def need(holds: object, fault: str) -> None:
    if not holds:
        raise Fault(fault)


def check_statement(statement: Any) -> None:
    """Raise Fault where a statement breaks the specification."""
    _keys(statement, STATEMENT, "statement")
    need({"actor", "verb", "object"} <= statement.keys(), "statement lacks actor, verb or object")
    _no_null(statement, "statement")
    if "id" in statement:
        _uuid(statement["id"], "id")
    _actor(statement["actor"])
    _keys(statement["verb"], {"id", "display"}, "verb")
    _iri(statement["verb"]["id"], "verb.id")
    _language_map(statement["verb"].get("display", {}), "verb.display")
    _activity(statement["object"], "object")
    _maybe(statement, "result", _result)
    _maybe(statement, "context", _context)
    if "timestamp" in statement:
        moment = dt.datetime.fromisoformat(statement["timestamp"])
        need(moment.tzinfo is not None, "timestamp has no zone")
    need(statement.get("version", "1.0.3").startswith("1.0"), "version")


def _actor(actor: Any) -> None:
    _keys(actor, {"objectType", "name"} | IDENTIFIERS, "actor")
    need(actor.get("objectType", "Agent") == "Agent", "actor.objectType")
    need(len(actor.keys() & IDENTIFIERS) == 1, "actor has not exactly one identifier")
    if "account" in actor:
        _keys(actor["account"], {"homePage", "name"}, "actor.account")
        _iri(actor["account"]["homePage"], "actor.account.homePage")
        need(isinstance(actor["account"]["name"], str) and actor["account"]["name"], "actor.account.name")


def _activity(activity: Any, place: str) -> None:
    _keys(activity, {"objectType", "id", "definition"}, place)
    need(activity.get("objectType", "Activity") == "Activity", f"{place}.objectType")
    _iri(activity.get("id"), f"{place}.id")
    definition = activity.get("definition", {})
    _keys(definition, DEFINITION, f"{place}.definition")
    for words in ("name", "description"):
        _language_map(definition.get(words, {}), f"{place}.definition.{words}")
    if "type" in definition:
        _iri(definition["type"], f"{place}.definition.type")
    if not definition.keys().isdisjoint({"correctResponsesPattern", *COMPONENTS}):
        need("interactionType" in definition, f"{place} has patterns without an interactionType")
    if "interactionType" in definition:
        _interaction(definition, f"{place}.definition")


def _interaction(definition: Mapping[str, Any], place: str) -> None:
    kind = definition["interactionType"]
    need(kind in INTERACTIONS, f"{place}.interactionType")
    patterns = definition.get("correctResponsesPattern", [])
    need(isinstance(patterns, list), f"{place}.correctResponsesPattern is no list")
    need(all(isinstance(pattern, str) for pattern in patterns), f"{place}.correctResponsesPattern")
    need(kind != "true-false" or set(patterns) <= TRUE_FALSE, f"{place}: not true or false")
    pairs = [pair for pattern in patterns for pair in pattern.split("[,]")]
    need(kind != "matching" or all("[.]" in pair for pair in pairs), f"{place}: not pairs")


def _result(result: Any) -> None:
    _keys(result, RESULT, "result")
    need(result, "result is empty")
    for name, kind in (("success", bool), ("completion", bool), ("response", str)):
        need(isinstance(result.get(name, kind()), kind), f"result.{name}")
    if "duration" in result:
        need(DURATION.fullmatch(result["duration"]), f"result.duration {result['duration']}")
    _maybe(result, "score", _score)


def _score(score: Any) -> None:
    _keys(score, SCORE, "score")
    for name, value in score.items():
        need(isinstance(value, int | float) and not isinstance(value, bool), f"score.{name} is no number")
    need(-1 <= score.get("scaled", 0) <= 1, "score.scaled")
    lowest, highest = score.get("min", float("-inf")), score.get("max", float("inf"))
    need(lowest < highest, "score.min is not under score.max")
    need(lowest <= score.get("raw", max(lowest, min(highest, 0))) <= highest, "score.raw is out of its range")


def _context(context: Any) -> None:
    _keys(context, CONTEXT, "context")
    if "registration" in context:
        _uuid(context["registration"], "context.registration")
    if "language" in context:
        need(LANGUAGE.fullmatch(context["language"]), "context.language")
    for name in ("revision", "platform"):
        need(isinstance(context.get(name, ""), str), f"context.{name}")
    groups = context.get("contextActivities", {})
    _keys(groups, GROUPS, "contextActivities")
    for name, activities in groups.items():
        need(isinstance(activities, list), f"contextActivities.{name} is no list")
        for activity in activities:
            _activity(activity, f"contextActivities.{name}")


def _maybe(holder: Mapping[str, Any], name: str, check: Callable[[Any], None]) -> None:
    if name in holder:
        check(holder[name])


def _keys(value: Any, allowed: set[str], place: str) -> None:
    need(isinstance(value, dict), f"{place} is no object")
    need(value.keys() <= allowed, f"{place} has {sorted(value.keys() - allowed)}")


def _no_null(value: Any, place: str) -> None:
    need(value is not None, f"{place} is null")
    if isinstance(value, dict):
        for key, inner in value.items():
            _no_null(inner, f"{place}.{key}")
    if isinstance(value, list):
        for inner in value:
            _no_null(inner, place)


def _iri(value: Any, place: str) -> None:
    parts = urlsplit(value if isinstance(value, str) else "")
    need(parts.scheme and (parts.netloc or parts.path), f"{place} is no absolute IRI: {value}")
    need(not re.search(r"[\s<>\"{}|\\^`]", value), f"{place} is no IRI: {value}")


def _language_map(value: Any, place: str) -> None:
    need(isinstance(value, dict), f"{place} is no language map")
    for language, words in value.items():
        need(LANGUAGE.fullmatch(language) and isinstance(words, str), f"{place}.{language}")


def _uuid(value: Any, place: str) -> None:
    try:
        need(str(uuid.UUID(value)) == value.lower(), f"{place} is not written as a UUID")
    except (ValueError, AttributeError, TypeError):
        raise Fault(f"{place} is no UUID") from None
