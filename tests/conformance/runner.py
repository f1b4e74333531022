"""Playing a script on a stage, and telling which steps differ."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from playwright.sync_api import Error

from tests.conformance.language.steps import Call, Command, Held, Script, Sight, Step
from tests.conformance.language.values import quoted
from tests.conformance.record import held
from tests.conformance.stage import Stage, StageError

ASKING = {"GetLastError", "GetErrorString", "GetDiagnostic"}


@dataclass(frozen=True)
class Difference:
    """A step that did not go as the script says."""

    step: Step
    expected: str
    got: str

    def __str__(self) -> str:
        step = f"line {self.step.line}: {self.step.text[:160]}"
        return f"{step}\n  expected {self.expected}\n  got      {self.got}"


def play(script: Script, stage: Stage) -> list[Difference]:
    """Play every step and return those that differ. Where the player itself fails, the rest is not played."""
    differences: list[Difference] = []
    for is_call, group in groupby(script.steps, key=lambda step: isinstance(step, Call)):
        steps = list(group)
        try:
            differences += _calls(steps, stage) if is_call else _others(steps, stage)
        except _Stopped as stopped:
            return [*differences, stopped.difference]
    return differences


class _Stopped(Exception):
    def __init__(self, step: Step, error: Exception) -> None:
        reason = str(error).strip().splitlines()[0]
        self.difference = Difference(step, "the script to go on", f"{reason}; the rest was not played")


def _calls(calls: list[Any], stage: Stage) -> Iterator[Difference]:
    """Calls that stand together are made in one turn of the content's script: nothing comes between them."""
    try:
        answers = stage.call(calls)
    except (StageError, Error) as error:
        raise _Stopped(calls[0], error) from error
    made = [call for call in calls if not call.on_unload]
    for call, answer in zip(made, answers, strict=True):
        yield from _judged(call, answer)


def _judged(call: Call, answer: dict[str, Any]) -> Iterator[Difference]:
    """The answer, the error code that stands after it, and that both are texts."""
    codes = None if call.function in ASKING else call.codes
    expected = f"{call.expected}{_with_codes(codes)}"
    if "thrown" in answer:
        yield Difference(call, expected, f"the call threw {answer['thrown']}")
        return
    value, code = answer.get("value"), answer["code"]
    got = f"{quoted(str(value))}{_with_codes(None if codes is None else {str(code)})}"
    if answer["type"] != "string" or not isinstance(code, str):
        yield Difference(call, expected, f"{got}, which is no text: {answer['type']}")
    elif not call.expected.matches(value) or (codes is not None and code not in codes):
        yield Difference(call, expected, got)


def _with_codes(codes: Any) -> str:
    return "" if codes is None else f" ! {' | '.join(sorted(codes))}"


def _others(steps: list[Any], stage: Stage) -> Iterator[Difference]:
    for step in steps:
        try:
            if isinstance(step, Command):
                _do(step, stage)
            else:
                yield from _looked(step, stage)
        except (StageError, Error) as error:
            raise _Stopped(step, error) from error


def _do(step: Command, stage: Stage) -> None:
    if step.word == "wait":
        stage.pause(float(step.argument))
    elif step.word == "relaunch":
        stage.leave()
        stage.launch()
    elif step.argument:
        getattr(stage, step.word)(step.argument)
    else:
        getattr(stage, step.word)()


def _looked(step: Sight | Held, stage: Stage) -> Iterator[Difference]:
    """Look until it is as expected or the time is out: what is sent while leaving arrives a little later."""
    end = time.monotonic() + stage.settling
    while not step.expected.matches(got := _found(step, stage)):
        if time.monotonic() > end:
            yield Difference(step, str(step.expected), quoted(got))
            return
        stage.pause(0.05)


def _found(step: Sight | Held, stage: Stage) -> str:
    if isinstance(step, Held):
        return held(stage.attempt, step.item or stage.last_item, step.name)
    if step.what == "item":
        return stage.item() or "none"
    if step.what == "state":
        return stage.state_of(step.item)
    return stage.control(step.item)
