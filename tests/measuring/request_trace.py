"""Trace of the files that a commit and a figure lead through.

Run it by `python -m tests.measuring.request_trace [--calls]`.

What is counted, from one request through the whole stack on a test database:

- The functions of the packages in `PATHS`, from the view on. Middleware, templates, `people`, `courses` and
  `infrastructure` serve every request and are left out, as are models and querysets, which describe data,
  and `scorm`, which is the standard as a library.
- A function counts once, at its first call; lambdas and comprehensions belong to the function around them.
- Of the page of a unit, only the calls that lead to `figures_of` and those that it makes: filters,
  breadcrumbs, chart and the people who need help are not a figure. There is no ledger for the unit, which is
  the longest path.

Successive functions of one file are one entry; an entry of a file that was entered before is a return.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from unittest.mock import patch

import django
from django.db import transaction
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
#: path -> the packages that it is counted in
PATHS = {
    "commit": ("lms/runtimes/", "lms/attempts/", "lms/records/"),
    "figure": ("lms/reports/", "lms/requirements/", "lms/records/"),
}
LEFT_OUT = ("/models/", "/querysets.py", "/templatetags/")
RENDERING = "django/template/base.py"


@dataclass(frozen=True)
class Call:
    """The first call of a function: its file, its name and the names of the functions that it was made in."""

    file: str
    name: str
    within: tuple[str, ...]


@dataclass
class Trace:
    """The first calls of functions in their order."""

    calls: list[Call] = field(default_factory=list)

    @property
    def entries(self) -> list[str]:
        """Return the files in the order in which they are entered."""
        return [file for file, _ in groupby(call.file for call in self.calls)]

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys(self.entries))

    @property
    def returns(self) -> int:
        return len(self.entries) - len(self.files)

    def leading_to(self, name: str) -> Trace:
        """Return the calls of one function, those that it makes and those that lead to it."""
        above = next(call.within for call in self.calls if call.name == name)
        return Trace([call for call in self.calls if name in (call.name, *call.within) or call.name in above])


@contextmanager
def traced(packages: tuple[str, ...]) -> Iterator[Trace]:
    """Record the first call of each function in files of `packages`."""
    trace, seen = Trace(), set[CodeType]()

    def record(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event != "call" or code in seen:
            return
        seen.add(code)
        file = code.co_filename.removeprefix(f"{ROOT}/")
        is_inner = code.co_name.startswith("<")
        if file.startswith(packages) and not is_inner and not any(part in f"/{file}" for part in LEFT_OUT):
            above = list(_frames_above(frame))
            if not any(each.co_filename.endswith(RENDERING) for each in above):
                names = [each.co_name for each in above if each.co_filename.startswith(f"{ROOT}/")]
                trace.calls.append(Call(file, code.co_name, tuple(names)))

    sys.setprofile(record)
    try:
        yield trace
    finally:
        sys.setprofile(None)


def _frames_above(frame: FrameType) -> Iterator[CodeType]:
    above = frame.f_back
    while above is not None:
        yield above.f_code
        above = above.f_back


def trace_commit() -> Trace:
    """Return the trace of an ordinary commit, after a first one."""
    from tests.factories.tracking import body, make_launch, send, token_of

    launch, client = make_launch(), Client()
    token = token_of(launch)
    send(client, launch, body(sequence=1), token=token)
    core = {"lesson_status": "incomplete", "lesson_location": "5", "session_time": "00:01:00"}
    data = body({"core": core}, sequence=2)
    with traced(PATHS["commit"]) as trace:
        assert send(client, launch, data, token=token).json()["ok"]
    return trace


def trace_figure() -> Trace:
    """Return the trace of the figures on the page of a unit, after a first visit."""
    from tests.factories.people import make_manager
    from tests.integration.reports.oracle.world import TODAY, make_world

    with transaction.atomic(), patch("django.utils.timezone.localdate", return_value=TODAY):
        unit = make_world(4, people=25, completions=200).units[2]
        client, url = Client(), reverse("reports:unit", args=[unit.pk])
        client.force_login(make_manager(unit))
        client.get(url)
        with traced(PATHS["figure"]) as trace:
            assert client.get(url).status_code == 200
        transaction.set_rollback(True)
    return trace.leading_to("figures_of")


TRACES: dict[str, Callable[[], Trace]] = {"figure": trace_figure, "commit": trace_commit}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", action="store_true", help="list the functions too")
    with_calls = parser.parse_args().calls
    lines = [_commit()]
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        for name, make_trace in TRACES.items():
            trace = make_trace()
            lines.append(f"\npath of a {name}: {len(trace.files)} files, {trace.returns} returns")
            for number, (file, calls) in enumerate(groupby(trace.calls, key=lambda call: call.file), start=1):
                names = f": {', '.join(call.name for call in calls)}" if with_calls else ""
                lines.append(f"{number:3} {file}{names}")
    finally:
        teardown_databases(databases, verbosity=0)
    sys.stdout.write("\n".join([*lines, ""]))


def _commit() -> str:
    """Return the commit of the checkout with its subject."""
    command = ["git", "log", "-1", "--format=%h %s"]
    return subprocess.check_output(command, cwd=ROOT, text=True).strip()  # noqa: S603 - a constant


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    main()
