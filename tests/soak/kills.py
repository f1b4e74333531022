"""Random kills during play: everything acknowledged or written ahead is there at the next launch.

Each round plays a package that counts, kills something at a random moment, opens the module again and
compares where the content was taken up with what it had been promised before the kill.
"""

from __future__ import annotations

import os
import random
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.soak.browser import Phone
    from tests.soak.modules import Module
    from tests.soak.server import Server

#: what the machine may need to bring what the page has written to the disk: nothing where the browser lives
#: on, a moment where all of it is killed (docs/decisions/0016-write-ahead.md)
GRACE = {"browser": 1_000}
#: what is killed, in turn; a server takes seconds to come back, so it has fewer turns
ROUND = ["tab", "renderer", "network", "browser", "tab", "renderer", "network", "server"]
#: one round in so many ends with the content telling that the learner has passed
PASSES_EVERY = 5


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    resumed: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def row(self, kind: str) -> dict[str, object]:
        return {
            "name": f"soak.kills.{kind}",
            "value": self.kills,
            "unit": "kills",
            "resumed": self.resumed,
            "faults": self.faults,
            "seconds_each": round(self.seconds / max(self.kills, 1), 2),
        }


@dataclass
class Stage:
    """All that can be killed, and the chance that decides."""

    phone: Phone
    chance: random.Random
    server: Server | None = None

    def play(self, module: Module, kind: str) -> tuple[dict[str, Any], Any]:
        """Play, kill, open again; return what had been promised and where it began."""
        frame = self.phone.open(module.path)
        self.phone.slow_down(frame)
        frame.evaluate("(steps) => play(steps)", self.passing())
        time.sleep(self.chance.uniform(0.1, 0.9))
        promised = getattr(self, f"kill_{kind}")(frame, GRACE.get(kind, 0))
        began = self.phone.open(module.path).evaluate("began")
        self.phone.close_tab()
        return promised, began

    def passing(self) -> int:
        """After how many steps it passes, 0 for not in this round."""
        return self.chance.randint(1, 8) if self.chance.random() < 1 / PASSES_EVERY else 0

    def promised(self, frame: Any, grace: int) -> dict[str, Any]:
        return frame.evaluate("(grace) => promised(grace)", grace)

    def kill_tab(self, frame: Any, grace: int) -> dict[str, Any]:
        promised = self.promised(frame, grace)
        self.phone.close_tab()
        return promised

    def kill_renderer(self, frame: Any, grace: int) -> dict[str, Any]:
        promised = self.promised(frame, grace)
        self.phone.kill_renderers()
        return promised

    def kill_browser(self, frame: Any, grace: int) -> dict[str, Any]:
        time.sleep(grace / 1000)
        promised = self.promised(frame, grace)
        self.phone.kill()
        return promised

    def kill_network(self, frame: Any, grace: int) -> dict[str, Any]:
        self.phone.cut_network()
        time.sleep(self.chance.uniform(0.1, 0.6))
        return self.kill_tab(frame, grace)

    def kill_server(self, frame: Any, grace: int) -> dict[str, Any]:
        assert self.server is not None
        self.server.kill()
        time.sleep(self.chance.uniform(0.0, 0.4))
        promised = self.kill_tab(frame, grace)
        self.server.start()
        return promised

    def kill_database(self, frame: Any, grace: int) -> dict[str, Any]:
        subprocess.run(shlex.split(os.environ["DATABASE_RESTART"]), check=True)  # noqa: S603 - the operator's
        promised = self.kill_tab(frame, grace)
        wait_for_database()
        return promised


def run(number: int = 1_000, *, seed: str = os.environ.get("SEED", "1")) -> Iterator[dict[str, object]]:
    """Kill `number` times; yield a row for each kind and one for the completions."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        os.environ |= {
            "DATA_DIR": f"{folder}/data",
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's loop stands beside the ORM
        }
        yield from _kill(number, port, f"{folder}/profile", random.Random(seed))  # noqa: S311 - to repeat it


def _kill(number: int, port: int, profile: str, chance: random.Random) -> Iterator[dict[str, object]]:
    # Django must be set up before its models are imported.
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from playwright.sync_api import sync_playwright

    from tests.factories.people import PersonFactory
    from tests.soak.browser import Phone
    from tests.soak.modules import make_modules, session_of
    from tests.soak.server import Server

    call_command("migrate", verbosity=0)
    person = PersonFactory(username=f"kill{port}")
    modules = make_modules(person)
    kinds = [*ROUND, "database"] if os.environ.get("DATABASE_RESTART") else ROUND
    tallies = {kind: Tally() for kind in kinds}
    server = Server(port)
    try:
        with sync_playwright() as playwright:
            phone = Phone(playwright.chromium, profile, settings.SITE_ORIGIN, session_of(person))
            stage = Stage(phone, chance, server)
            for number_of_kill in range(number):
                kind = kinds[number_of_kill % len(kinds)]
                play_round(stage, chance.choice(modules), kind, tallies[kind])
            stage.phone.context.close()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped: this is what was counted so far.\n")
    finally:
        server.kill()
    for kind, tally in tallies.items():
        yield {**tally.row(kind), "database": connection.vendor}
    yield {**completions(modules), "database": connection.vendor}


def play_round(stage: Stage, module: Module, kind: str, tally: Tally) -> None:
    """Kill once, and add what came of it to `tally`."""
    began_at = time.monotonic()
    if os.environ.get("SOAK_LOUD"):
        sys.stderr.write(f"{kind} {tally.kills + 1}\n")
    promised, (location, suspended) = stage.play(module, kind)
    tally.kills += 1
    tally.seconds += time.monotonic() - began_at
    found = f"{kind} kill {tally.kills}: promised {promised}, began at {location} with {suspended}"
    if promised["at"] <= location == suspended:
        tally.resumed += 1
    else:
        tally.faults.append(found)
    if promised["passed"] and not module.is_complete:
        tally.faults.append(f"{found}; its completion was lost")
    if promised["passed"] or module.is_complete:
        module.begin_again()


def completions(modules: list[Module]) -> dict[str, object]:
    """What became of the completions, and whether the journal gives the same states once more."""
    total: Counter[str] = Counter()
    for module in modules:
        total.update(module.completions())
    differences = sum(module.differences() for module in modules)
    faults = total["lost"] + total["double"] + differences
    return {
        "name": "soak.kills.completions",
        "value": total["passed"],
        "unit": "completions",
        "lost": total["lost"],
        "double": total["double"],
        "unlike_the_journal": differences,
        "faults": faults,
    }


def wait_for_database() -> None:
    """Wait until the database takes connections again, and let go of those that died with it."""
    from django.db import OperationalError, connection

    while True:
        try:
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError:
            time.sleep(0.1)
        else:
            return
