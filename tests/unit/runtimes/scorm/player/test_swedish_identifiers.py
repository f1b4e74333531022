"""Identifiers with å, ä and ö, which authoring tools write: set, read, saved and given back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lms.runtimes.scorm.commits.payload import flatten
from scorm.data_model.state import flatten_cmi, reduce_cmi
from tests.unit.runtimes.scorm.player.test_runtime_start import player_context

SAVE = """
const {{ api, snapshot }} = startRuntime("{standard}", {seed}, () => true);
api.{prefix}Initialize("");
const answers = {values}.map(([element, value]) => {{
  const answer = api.{prefix}SetValue(element, value);
  return [element, answer, api.{prefix}GetLastError()];
}});
JSON.stringify({{ answers, cmi: snapshot().cmi }});
"""
VALUES_12 = {
    "cmi.objectives.0.id": "Mål_Å1 bemötande",
    "cmi.interactions.0.id": "fråga-ÅÄÖ-é",
    "cmi.interactions.0.type": "choice",
    "cmi.interactions.0.objectives.0.id": "Mål_Å1 bemötande",
    "cmi.interactions.0.student_response": "ö",
    "cmi.interactions.0.correct_responses.0.pattern": "å,ä",
}


def values_2004(kind: str, response: str) -> dict[str, str]:
    return {
        "cmi.objectives.0.id": "Mål_Å1",
        "cmi.interactions.0.id": "fråga-ÅÄÖ",
        "cmi.interactions.0.type": kind,
        "cmi.interactions.0.objectives.0.id": "Mål_Å1",
        "cmi.interactions.0.learner_response": response,
        "cmi.interactions.0.correct_responses.0.pattern": response,
    }


def save(standard: str, values: dict[str, str], seed: dict[str, str] | None = None) -> Any:
    """Set the values as content does; return the answers, and the data model that a commit would hold."""
    source = SAVE.format(
        standard=standard,
        prefix="LMS" if standard == "scorm_12" else "",
        seed=json.dumps(seed or {}),
        values=json.dumps(list(values.items())),
    )
    return json.loads(player_context(standard).eval(source))


def stored(standard: str, saved: Any) -> dict[str, str]:
    """Reduce what was saved as the server does; return the elements that it stored."""
    folded = reduce_cmi({}, dict(flatten(saved["cmi"])), standard)
    return {f"cmi.{path}": value for path, value in flatten_cmi(folded.cmi)}


@pytest.mark.parametrize(
    ("standard", "values"),
    [
        ("scorm_12", VALUES_12),
        ("scorm_2004", values_2004("likert", "håller_med")),
        ("scorm_2004", values_2004("choice", "å[,]ä[,]ö")),
        ("scorm_2004", values_2004("sequencing", "å[,]ä[,]ö")),
        ("scorm_2004", values_2004("matching", "å[.]1[,]ä[.]2")),
        ("scorm_2004", values_2004("performance", "tvätta_händer[.]rätt")),
    ],
)
def test_identifier_beyond_ascii_is_stored_and_given_back(standard: str, values: dict[str, str]) -> None:
    saved = save(standard, values)

    assert saved["answers"] == [[element, "true", "0"] for element in values]
    assert {path: value for path, value in stored(standard, saved).items() if path in values} == values
    again = save(standard, {}, seed=stored(standard, saved))
    assert stored(standard, again) == stored(standard, saved)


@pytest.mark.parametrize("identifier", ["", "å" * 256, "å\x00", "rad\u0085rad"])
def test_identifier_of_1_2_that_is_none_is_refused(identifier: str) -> None:
    saved = save("scorm_12", {"cmi.objectives.0.id": identifier})

    assert saved["answers"] == [["cmi.objectives.0.id", "false", "405"]]
    assert stored("scorm_12", saved) == {}
