"""The examples of docs/scorm-again.md, run with the library alone and with the player's own files.

Where the library alone fails the test, it has fixed the defect: the patch can go (the page has its place).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import quickjs
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs/scorm-again.md"
LIBRARY = "node_modules/scorm-again/dist"
PLAYER = ("scorm_again_patches", "runtime")
#: seconds that one block may take; an ordinary one takes a tenth of one
TIME_LIMIT = 20

#: objects of a browser that the run-time reads while it is loaded; none of them does anything here
SURROUNDINGS = """
var window = globalThis, self = globalThis, navigator = { onLine: true };
var console = { log() {}, debug() {}, info() {}, warn() {}, error() {} };
globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {}; globalThis.addEventListener = () => {};
"""
ANSWER = """(() => {
  const value = %s;
  const text = value !== null && typeof value === "object" ? "an object" : JSON.stringify(value);
  return JSON.stringify([text, globalThis.lastError ? lastError() : ""]);
})()"""
LAST_ERROR = """
globalThis.lastError = () => (api.LMSGetLastError ? api.LMSGetLastError() : api.GetLastError());
"""


class Block(NamedTuple):
    """A section's smallest reproduction."""

    heading: str
    is_library_alone: bool
    source: str

    @property
    def statements(self) -> Iterator[tuple[str, str, str]]:
        """Each call, what the library answers and what the standard has; both are "" for preparations."""
        for line in self.source.splitlines():
            call, _, written = line.partition("; // ")
            answer, _, standard = written.partition("; should be ")
            yield call.removesuffix(";"), answer, standard or answer


def blocks() -> list[Block]:
    sections = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = [(section, re.search(r"```js( library)?\n(.*?)```", section, re.DOTALL)) for section in sections]
    return [Block(written.partition("\n")[0], bool(code[1]), code[2]) for written, code in found if code]


BLOCKS = blocks()


def context_for(block: Block, *, as_played: bool) -> Any:
    library = "scorm12" if "Scorm12API" in block.source else "scorm2004"
    context = quickjs.Context()
    context.set_time_limit(TIME_LIMIT)
    context.eval(SURROUNDINGS)
    context.eval((ROOT / LIBRARY / f"{library}.min.js").read_text(encoding="utf-8"))
    if as_played:
        for name in PLAYER:
            source = (ROOT / f"static/js/player/{name}.js").read_text(encoding="utf-8")
            context.eval(re.sub(r"^(import .*|export )", "", source, flags=re.MULTILINE))
        context.eval((Path(__file__).parent / "as_played.js").read_text(encoding="utf-8"))
    return context


def differences(block: Block, *, as_played: bool) -> list[str]:
    """Run the block; return each call whose answer differs from the page's."""
    context, found = context_for(block, as_played=as_played), []
    for call, by_library, by_standard in block.statements:
        if not by_library:
            context.eval(call)
            if call.startswith("const api"):
                context.eval(LAST_ERROR)
            continue
        value, code = json.loads(context.eval(ANSWER % call))
        expected = by_standard if as_played else by_library
        answer = f"{value}, {code}" if ", " in expected.removeprefix("an object") else value
        if answer != expected:
            found.append(f"{call} -> {answer}, not {expected}")
    return found


@pytest.mark.parametrize("block", BLOCKS, ids=[block.heading for block in BLOCKS])
def test_library_alone_answers_as_the_page_says(block: Block) -> None:
    assert not differences(block, as_played=False)


PLAYED = [block for block in BLOCKS if not block.is_library_alone]


@pytest.mark.parametrize("block", PLAYED, ids=[block.heading for block in PLAYED])
def test_player_answers_as_the_standard_has_it(block: Block) -> None:
    assert not differences(block, as_played=True)


def test_page_when_it_names_a_test_or_a_work_round_names_one_that_there_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(BLOCKS) == page.count("\n### ")
    for name in re.findall(r"`(test_\w+)`", page):
        assert f"def {name}(" in tests, name
    for name, file in re.findall(r"`(\w+)` in ([\w./]+\.(?:js|py))\b", page):
        path = ROOT / file if "/" in file else ROOT / "static/js/player" / file
        assert name in path.read_text(encoding="utf-8"), f"{name} in {file}"
