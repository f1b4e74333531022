"""A few of the kills that `script/soak kills` makes by the thousand."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import PersonFactory
from tests.soak.kills import Tally, completions, play_round
from tests.soak.play.browser import Phone
from tests.soak.play.modules import Module, make_modules, session_of
from tests.soak.play.stage import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines, pytest.mark.no_rerun]


def test_play_on_a_slow_phone_killed_repeatedly_resumes_where_it_was(
    site: str, chromium: Any, tmp_path: Path
) -> None:
    person = PersonFactory()
    modules = make_modules(person)
    phone = Phone(chromium.browser_type, str(tmp_path), site, session_of(person))
    stage, tally = Stage(phone, random.Random(7)), Tally()  # noqa: S311 - to repeat it

    for kind in ("tab", "renderer", "network", "browser") * 2:
        play_round(stage, modules[tally.kills % 2], kind, tally)
    pass_in_the_end(stage, modules[0])
    phone.end()

    assert (tally.resumed, tally.faults) == (8, [])
    assert tally.unsent  # of some the server had not heard when they were killed
    found = completions(modules)
    assert (found["lost"], found["double"], found["unlike_the_journal"]) == (0, 0, 0)
    assert found["value"]


def pass_in_the_end(stage: Stage, module: Module) -> None:
    """The content goes on from where it was taken up and passes; what comes of it is counted."""
    module.may_pass = True
    stage.frame(module).evaluate("play(1, 6)")
    end = time.monotonic() + 60
    while not module.is_complete and time.monotonic() < end:
        time.sleep(0.1)
    stage.leave()
    module.begin_again()
