"""The run-time with the learner's stored state and the manifest's data, before content starts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.unit.runtimes.scorm.player.test_scorm_again import PLAYER, ROOT, Block, context_for

START = """
const { api } = startRuntime(%s, %s, () => true);
api.%s("");
JSON.stringify(%s.map((element) => [api.%s(element), api.%s()]));
"""


def player_context(standard: str) -> Any:
    """Return a JavaScript context with the library of the standard and the player's own files."""
    library = "Scorm12API" if standard == "scorm_12" else "Scorm2004API"
    context = context_for(Block("", True, library), as_played=False)
    for name in PLAYER:
        source = (ROOT / f"static/js/player/{name}.js").read_text(encoding="utf-8")
        context.eval(re.sub(r"^(import .*|export )", "", source, flags=re.MULTILINE))
    return context


def values_and_errors(standard: str, seed: dict[str, str], *elements: str) -> list[list[str]]:
    """Start with `seed`; return what content reads, each with the error code after it."""
    prefix = "LMS" if standard == "scorm_12" else ""
    context = player_context(standard)
    functions = (f"{prefix}Initialize", f"{prefix}GetValue", f"{prefix}GetLastError")
    initialize, get, last_error = functions
    values = (json.dumps(standard), json.dumps(seed), initialize, json.dumps(elements), get, last_error)
    answers: list[list[str]] = json.loads(context.eval(START % values))
    return answers


@pytest.mark.parametrize(
    ("standard", "element", "value", "code"),
    [
        ("scorm_12", "cmi.student_data.max_time_allowed", "half an hour", "0"),
        ("scorm_12", "cmi.student_data.time_limit_action", "exit, message", "0"),
        ("scorm_2004", "cmi.max_time_allowed", "01:00:00", "403"),
        ("scorm_2004", "cmi.scaled_passing_score", "2", "403"),
    ],
)
def test_content_with_invalid_manifest_data_starts_without_it(
    standard: str, element: str, value: str, code: str
) -> None:
    seed = {"cmi.suspend_data": "page 3", element: value}

    assert values_and_errors(standard, seed, "cmi.suspend_data", element) == [["page 3", "0"], ["", code]]


def test_text_of_several_lines_when_given_back_is_as_it_was_written() -> None:
    comment, answer = "cmi.comments_from_learner.0.comment", "cmi.interactions.0.learner_response"
    question = {"cmi.interactions.0.id": "q1", "cmi.interactions.0.type": "long-fill-in"}
    seed = {comment: "Good,\nbut long", answer: "Soap\r\nWater", **question}

    assert values_and_errors("scorm_2004", seed, comment, answer) == [
        ["Good,\nbut long", "0"],
        ["Soap\r\nWater", "0"],
    ]


def test_unset_highest_score_of_a_stored_objective_has_no_value() -> None:
    seed = {"cmi.objectives.0.id": "a", "cmi.objectives.1.id": "b", "cmi.objectives.1.score.max": "50"}
    elements = [f"cmi.objectives.{index}.score.max" for index in (0, 1)]

    assert values_and_errors("scorm_12", seed, *elements) == [["", "0"], ["50", "0"]]
