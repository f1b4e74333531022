"""The set elements of a commit, and adl.nav.request_valid as content reads it (SN 5.6.4)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.unit.runtimes.scorm.player.test_scorm_again import PLAYER, ROOT, Block, context_for

START = """
const sequencing = %s;
const commits = [];
const commit = (payload, trigger) => commits.push([payload.set, payload.request, trigger]) > 0;
const { api } = startRuntime("scorm_2004", %s, commit, sequencing);
api.Initialize("");
"""
SEED = {
    "cmi.completion_status": "incomplete",
    "cmi.objectives.0.id": "mål",
    "cmi.objectives.0.success_status": "passed",
}
OUTLOOK = {
    "parts": [],
    "content": {"continue": True, "previous": False, "choice": ["a", "b.1"], "jump": ["c"]},
}


def page(sequencing: dict[str, Any] | None = None) -> Any:
    """Return a page in which content has begun."""
    context = context_for(Block("", True, "Scorm2004API"), as_played=False)
    for name in PLAYER:
        source = (ROOT / f"static/js/player/{name}.js").read_text(encoding="utf-8")
        context.eval(re.sub(r"^(import .*|export )", "", source, flags=re.MULTILINE))
    context.eval(START % (json.dumps(sequencing), json.dumps(SEED)))
    return context


def sequenced_page() -> Any:
    return page({"outlook": OUTLOOK, "shared": {}, "sharedMaps": []})


def commits_of(context: Any) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(context.eval("JSON.stringify(commits)"))
    return found


def valid(context: Any, request: str) -> tuple[str, str]:
    answer = context.eval(f"api.GetValue('adl.nav.request_valid.{request}')")
    return answer, context.eval("api.GetLastError()")


def test_commit_names_what_content_has_set_and_not_what_it_was_given() -> None:
    context = page()
    context.eval("api.Commit('')")
    context.eval("api.SetValue('cmi.success_status', 'unknown')")
    context.eval("api.SetValue('cmi.completion_status', 'fel')")  # refused
    context.eval("api.SetValue('cmi.location', 'sidan å')")  # nothing that sequencing reads
    context.eval("api.SetValue('cmi.objectives.0.score.scaled', '0.5')")
    context.eval("api.Commit('')")

    assert commits_of(context) == [
        [[], None, "content"],
        [["cmi.success_status", "cmi.objectives.0.score.scaled"], None, "content"],
    ]


def test_last_commit_has_the_navigation_request_of_content() -> None:
    context = page()
    context.eval("api.SetValue('adl.nav.request', 'suspendAll')")
    context.eval("api.Terminate('')")

    assert commits_of(context) == [[[], "suspendAll", "finish"]]


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("continue", "true"),
        ("previous", "false"),
        ("choice.{target=a}", "true"),
        ("choice.{target=b.1}", "true"),
        ("choice.{target=c}", "false"),
        ("jump.{target=c}", "true"),
        ("jump.{target=a}", "false"),
        ("choice.{target=ingenstans}", "false"),
    ],
)
def test_request_valid_is_what_the_server_has_said(request_: str, answer: str) -> None:
    assert valid(sequenced_page(), request_) == (answer, "0")


@pytest.mark.parametrize(
    ("element", "value", "answer"),
    [
        ("cmi.completion_status", "completed", "unknown"),
        ("cmi.success_status", "passed", "unknown"),
        ("cmi.score.scaled", "0.5", "unknown"),
        ("cmi.progress_measure", "0.5", "unknown"),
        ("cmi.objectives.0.success_status", "failed", "unknown"),
        ("cmi.exit", "suspend", "unknown"),
        ("cmi.location", "sidan å", "true"),
        ("cmi.suspend_data", "åäö", "true"),
    ],
)
def test_request_valid_when_content_has_set_something_since_is_unknown(
    element: str, value: str, answer: str
) -> None:
    context = sequenced_page()
    context.eval(f"api.SetValue('{element}', '{value}')")
    assert valid(context, "continue") == (answer, "0")

    context.eval("sequencing.answered = sequencing.changes")  # as the server's answer does

    assert valid(context, "continue") == ("true", "0")


def test_request_valid_without_an_answer_of_the_server_is_unknown() -> None:
    context = page({"outlook": {"parts": []}, "shared": {}, "sharedMaps": []})

    assert valid(context, "continue") == ("unknown", "0")
    assert valid(context, "choice.{target=a}") == ("unknown", "0")


def test_shared_stores_are_those_of_the_manifest() -> None:
    maps = [{"targetID": "anteckningar", "readSharedData": True, "writeSharedData": True}]
    context = page({"outlook": OUTLOOK, "shared": {"anteckningar": "från å"}, "sharedMaps": maps})

    assert context.eval("api.GetValue('adl.data.0.store')") == "från å"
