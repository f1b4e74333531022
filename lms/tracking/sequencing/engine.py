"""scorm-again's engine in this process: the same file that the browser loads, in an isolate without I/O.

QuickJS wants to be called from one thread alone, so each process has one, made when the first sequenced
package is opened: packages of one part never meet it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import quickjs
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

#: seconds of processor time that one question may take; an ordinary one takes a hundredth of a second
TIME_LIMIT = 5
MEMORY_LIMIT = 256 * 1024 * 1024

SCRIPTS = (
    "vendor/scorm-again/dist/scorm2004.min.js",
    "js/player/engine_faults.js",
    "js/player/engine.js",
)

#: what the run-time looks for in a browser while it is loaded; none of it does anything here
SURROUNDINGS = """
var window = globalThis, self = globalThis, navigator = { onLine: true };
var console = { log() {}, debug() {}, info() {}, warn() {}, error() {} };
globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {}; globalThis.addEventListener = () => {};
var now = 0;
globalThis.Date = class extends Date {
  constructor(...told) { super(...(told.length ? told : [now])); }
  static now() { return now; }
};
"""

#: its clock stands at the moment that the question tells, so that asked again it answers the same
ANSWER = """
(text) => {
  const question = JSON.parse(text);
  now = question.now;
  return JSON.stringify(NarlaraEngine.answer(question));
}
"""


class EngineFailed(Exception):
    """The engine could not answer. What the learner has committed is untouched by it."""


def ask(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the engine's answer to one question; see `answer` in static/js/player/engine.js.

    Raises EngineFailed.
    """
    return _worker(os.getpid()).submit(_ask, json.dumps(question)).result()


@cache
def _worker(pid: int) -> ThreadPoolExecutor:
    """The thread that owns the isolate; a forked process makes its own."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sequencing-{pid}")


def _ask(question: str) -> dict[str, Any]:
    try:
        return json.loads(_isolate(os.getpid())(question))
    except (quickjs.JSException, quickjs.StackOverflow) as error:
        raise EngineFailed(str(error)) from None


@cache
def _isolate(pid: int) -> Any:
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_LIMIT)
    context.eval(SURROUNDINGS)
    for name in SCRIPTS:
        context.eval(_script(name).read_text(encoding="utf-8"))
    context.set_time_limit(TIME_LIMIT)
    return context.eval(ANSWER)


def _script(name: str) -> Path:
    found = finders.find(name)
    return Path(found) if found else Path(staticfiles_storage.path(name))
