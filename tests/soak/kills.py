"""`script/soak kills N [postgresql]`: random kills during play, after which everything that was acknowledged
or written ahead is there at the next launch.

Each round plays a package that counts, kills something at a random moment, opens the module again and
compares where the content was taken up with what it had been promised before the kill. A fault is told at
once, and how far it has come every 25 rounds, so that a run that is stopped has counted what it did.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.soak.play.database import Database
    from tests.soak.play.modules import Module
    from tests.soak.play.stage import Stage

#: what is killed, in turn
ROUND = ("tab", "renderer", "network", "browser", "server")
TELLS_EVERY = 25
#: one round in so many goes over to the other module
CHANGES_EVERY = 8


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kills: int = 0
    resumed: int = 0
    #: how many of them found work on the phone's disk that the server had not answered for
    unsent: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def row(self, kind: str) -> dict[str, Any]:
        return {
            "name": f"soak.kills.{kind}",
            "value": self.kills,
            "unit": "kills",
            "resumed": self.resumed,
            "unsent": self.unsent,
            "faults": self.faults,
            "seconds_each": round(self.seconds / max(self.kills, 1), 2),
        }


def run(number: int = 1_000, database: str = "sqlite") -> Iterator[dict[str, Any]]:
    """Kill `number` times; yield rows on the way, then one for each kind and one for the completions."""
    from tests.soak.play.database import Database

    seed = os.environ.get("SEED", "1")
    cluster = Database() if database == "postgresql" else None
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            os.environ |= {
                "DATA_DIR": f"{folder}/data",
                "PORT": str(free_port()),
                "DJANGO_SETTINGS_MODULE": "tests.soak.settings",
                "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's loop stands beside the ORM
            }
            os.environ.pop("DATABASE_URL", None)
            if cluster:
                os.environ["DATABASE_URL"] = cluster.url
            for row in _kill(number, f"{folder}/profile", random.Random(seed), cluster):  # noqa: S311 - to repeat it
                yield {**row, "database": database, "seed": seed, "load": round(os.getloadavg()[0], 1)}
    finally:
        if cluster:
            cluster.end()


def request_stop() -> threading.Event:
    """Let Ctrl+C and SIGTERM end it after the round that is under way; what was counted is told."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _kill(
    number: int, profile: str, chance: random.Random, database: Database | None
) -> Iterator[dict[str, Any]]:
    # Django must be set up before its models are imported.
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    from tests.factories.people import PersonFactory
    from tests.soak.play.browser import Phone
    from tests.soak.play.database import wait_for_database
    from tests.soak.play.modules import make_modules, session_of
    from tests.soak.play.server import Server
    from tests.soak.play.stage import Stage

    call_command("migrate", verbosity=0)
    person = PersonFactory(username=f"kill{os.environ['PORT']}")
    modules = make_modules(person)
    kinds = (*ROUND, "database") if database else ROUND
    tallies = {kind: Tally() for kind in kinds}
    server = Server(int(os.environ["PORT"]))
    try:
        with sync_playwright() as playwright:
            phone = Phone(playwright.chromium, profile, settings.SITE_ORIGIN, session_of(person))
            stage = Stage(phone, chance, server, database)
            module = modules[0]
            stop = request_stop()
            for done in range(number):
                if stop.is_set():
                    break
                kind = kinds[done % len(kinds)]
                if chance.randrange(CHANGES_EVERY) == 0:
                    module = chance.choice(modules)
                known = len(tallies[kind].faults)
                play_round(stage, module, kind, tallies[kind])
                for fault in tallies[kind].faults[known:]:
                    yield {"name": "soak.kills.fault", "fault": fault, "faults": 1}
                if (done + 1) % TELLS_EVERY == 0:
                    yield so_far(tallies, modules, stage.hung)
            phone.end()
    finally:
        server.end()
    if database:
        wait_for_database()  # outside of Playwright's loop Django has another connection, which died
    for kind, tally in tallies.items():
        yield tally.row(kind)
    yield completions(modules)


def so_far(tallies: dict[str, Tally], modules: list[Module], hung: int) -> dict[str, Any]:
    found = completions(modules, is_short=True)
    return {
        "name": "soak.kills.so_far",
        "value": sum(tally.kills for tally in tallies.values()),
        "resumed": sum(tally.resumed for tally in tallies.values()),
        "unsent": sum(tally.unsent for tally in tallies.values()),
        "completions": found["value"],
        "lost": found["lost"],
        "double": found["double"],
        "browsers_that_hung": hung,
        "seconds": round(sum(tally.seconds for tally in tallies.values())),
    }


def play_round(stage: Stage, module: Module, kind: str, tally: Tally) -> None:
    """Kill once, and add what came of it to `tally`."""
    from playwright.sync_api import Error

    began_at = time.monotonic()
    tally.kills += 1
    name = f"{kind} kill {tally.kills} at {time.strftime('%H:%M:%S')}"
    if os.environ.get("SOAK_LOUD"):
        sys.stderr.write(f"{name}\n")
    try:
        promised, (location, suspended) = stage.play(module, kind)
    except (Error, TimeoutError) as error:
        # Nothing was shown of this kill: it does not count as survived.
        tally.faults.append(f"{name}: {type(error).__name__} {str(error)[:200]}")
        stage.start_again()
        return
    finally:
        tally.seconds += time.monotonic() - began_at
    tally.unsent += promised["ahead"] > 0
    found = f"{name}: promised {promised}, began at {location} with {suspended} in {module.attempt.uuid}"
    if promised["at"] <= location == suspended:
        tally.resumed += 1
    else:
        tally.faults.append(found)
    if promised["passed"] and not module.is_complete:
        tally.faults.append(f"{found}; its completion was lost")
    if module.is_complete and not module.may_pass:
        tally.faults.append(f"{found}; a completion came twice, once for this attempt")
    if promised["passed"] or module.is_complete:
        stage.leave()
        module.begin_again()


def completions(modules: list[Module], *, is_short: bool = False) -> dict[str, Any]:
    """What became of the completions, and whether the journal gives the same states once more."""
    total: Counter[str] = Counter()
    for module in modules:
        total.update(module.completions())
    differences = 0 if is_short else sum(module.differences() for module in modules)
    return {
        "name": "soak.kills.completions",
        "value": total["passed"],
        "unit": "completions",
        "lost": total["lost"],
        "double": total["double"],
        "unlike_the_journal": differences,
        "faults": total["lost"] + total["double"] + differences,
    }
