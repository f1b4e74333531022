"""The engine's faults between two navigations, asked as the server asks (docs/scorm-again.md)."""

from __future__ import annotations

from typing import Any

from lms.tracking.sequencing.engine import ask

TREE = {
    "id": "root",
    "sequencingControls": {"choice": True, "flow": True},
    "children": [{"id": "a"}, {"id": "b"}],
}


def answer(request: str, state: dict[str, Any] | None = None) -> dict[str, Any]:
    return ask({"tree": TREE, "state": state, "request": request, "exit": "", "now": 0})


def test_session_when_it_broke_off_without_a_word_is_taken_up_where_it_was() -> None:
    """https://github.com/jcputney/scorm-again/issues/1701."""
    left = answer("start")

    again = answer("reopen", left["state"])

    assert (again["isDone"], again["delivered"], again["resumed"]) == (True, "a", True)


def test_part_that_had_ended_when_its_state_is_restored_is_not_playing() -> None:
    ended = answer("exit", answer("start")["state"])

    again = answer("reopen", ended["state"])

    assert (ended["delivered"], again["delivered"]) == ("", "b")
