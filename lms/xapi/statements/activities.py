"""xAPI activities of modules, packages, SCOs and interactions, with identifiers below the site origin."""

from typing import Any
from urllib.parse import quote

from django.conf import settings

from courses.api import ModuleVersion, Package, Question
from lms.xapi.statements.vocabulary import ActivityType
from scorm.api import (
    FREE_TEXT,
    RESPONSE_FORMATS,
    Interaction,
    ManifestItem,
    PackageStandard,
    to_2004_notation,
)

#: characters of names and descriptions, at most
MAX_LENGTH = 1_000


def module_activity(version: ModuleVersion) -> dict[str, Any]:
    """Return the activity of a module; its languages share one activity."""
    return _activity(
        f"modules/{quote(version.module.slug)}", ActivityType.COURSE, version.title, version.language
    )


def package_activity(package: Package, language: str) -> dict[str, Any]:
    """Return the activity of a package; its versions share one, with different context revisions."""
    return _activity(f"packages/{package.lineage}", ActivityType.PACKAGE, package.title, language)


def part_activity(package: Package, item: ManifestItem, language: str) -> dict[str, Any]:
    """Return the activity of a SCO or asset."""
    path = f"packages/{package.lineage}/{_quoted(item.identifier)}"
    return _activity(path, ActivityType.LESSON, item.title or package.title, language)


def question_activity(
    package: Package, item: ManifestItem, given: Interaction, language: str, native: Question | None = None
) -> dict[str, Any]:
    """Return the activity of an interaction with its definition (xAPI 1.0.3 Data, 2.4.4.1).

    Its identifier is made of the lineage and the question, so that versions share it. `native` is the
    question of a step made on the site, in the author's words.
    """
    path = f"packages/{package.lineage}/{_quoted(item.identifier)}/questions/{_quoted(given.identifier)}"
    wording = native.block.wording(native.value) if native else ""
    activity = _activity(path, ActivityType.INTERACTION, wording or given.identifier, language)
    definition = activity["definition"]
    kind = interaction_type(package.standard, given)
    definition["interactionType"] = kind
    if words := wording or given.description:
        definition["description"] = {language: words[:MAX_LENGTH]}
    if given.patterns:
        definition["correctResponsesPattern"] = [
            in_xapi_notation(package.standard, kind, pattern) for pattern in given.patterns
        ]
    if native:
        definition |= _components(native, kind, language)
    return activity


def _components(native: Question, kind: str, language: str) -> dict[str, Any]:
    """Return the lists of what an answer consists of, with the author's texts (Data, 2.4.4.1)."""
    texts = native.block.texts(native.value)
    described = {
        key: {"id": key, "description": {language: text[:MAX_LENGTH]}} for key, text in texts.items()
    }
    if kind in {"choice", "sequencing"}:
        return {"choices": list(described.values())}
    if kind != "matching":
        return {}
    items = {item.id for item in native.block.items(native.value)}
    return {
        "source": [each for key, each in described.items() if key in items],
        "target": [each for key, each in described.items() if key not in items],
    }


def interaction_type(standard: str, given: Interaction) -> str:
    """Return the xAPI interaction type. A performance in SCORM 1.2 is free text, so it becomes "other"."""
    is_loose = standard == PackageStandard.SCORM_12 and given.kind == "performance"
    return given.kind if given.kind in RESPONSE_FORMATS and not is_loose else "other"


def in_xapi_notation(standard: str, kind: str, value: str) -> str:
    """Return a response or pattern in the notation of SCORM 2004, which xAPI uses, with its delimiters."""
    return to_2004_notation(standard, kind, value) if standard == PackageStandard.SCORM_12 else value


def is_free_text(given: Interaction) -> bool:
    """Return True if the response is free text of the learner."""
    return given.kind in FREE_TEXT


def _activity(path: str, kind: ActivityType, name: str, language: str) -> dict[str, Any]:
    definition: dict[str, Any] = {"type": kind.value, "name": {language: name[:MAX_LENGTH]}}
    return {
        "objectType": "Activity",
        "id": f"{settings.SITE_ORIGIN}/xapi/{path}",
        "definition": definition,
    }


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="")
