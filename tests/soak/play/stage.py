"""Play, and what can be killed under it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame

from tests.soak.play.browser import Phone
from tests.soak.play.database import Database, wait_for_database
from tests.soak.play.modules import Module
from tests.soak.play.server import Server

Promised = dict[str, Any]

#: milliseconds that the machine may need to bring what the page has written to the disk where all of the
#: browser is killed (docs/decisions/0016-write-ahead.md); nothing where the browser lives on
GRACE = 500
#: one round in so many ends with the content telling that the learner has passed
PASSES_EVERY = 5
#: how often it commits, in steps of 50 ms; never (0) leaves it to what the player writes by itself
COMMITS_EVERY = (6, 6, 25, 0)


@dataclass
class Stage:
    """All that can be killed, and the chance that decides."""

    phone: Phone
    chance: random.Random
    server: Server | None = None
    database: Database | None = None
    #: the content that stands open from the last round, and whose it is
    open: tuple[Module, Frame] | None = None
    #: how often the browser itself hung, and was started again
    hung: int = 0

    def play(self, module: Module, kind: str) -> tuple[Promised, Any]:
        """Play, kill, open again; return what had been promised and where it began.

        What was opened again plays on in the next round, if that is the same module's.
        """
        frame = self.frame(module)
        steps = self.chance.randint(1, 12) if self.chance.random() < 1 / PASSES_EVERY else 0
        module.may_pass |= bool(steps)
        with self.phone.step():
            self.phone.slow_down()
            every = self.chance.choice(COMMITS_EVERY)
            frame.evaluate("([steps, every]) => play(steps, every)", [steps, every])
        time.sleep(self.chance.choice([self.chance.uniform(0.1, 0.5), self.chance.uniform(0.5, 1.5)]))
        with self.phone.step():
            promised = getattr(self, f"kill_{kind}")(frame)
        self.open = None
        return promised, self.frame(module).evaluate("began")

    def frame(self, module: Module) -> Frame:
        """The module's content; opened once more where the browser itself hangs."""
        if self.open and self.open[0] is module:
            return self.open[1]
        if self.open:
            self.phone.close_tab()
        try:
            with self.phone.step():
                frame = self.phone.open(module.path)
        except Error:
            self.start_again()
            with self.phone.step():
                frame = self.phone.open(module.path)
        self.open = (module, frame)
        return frame

    def start_again(self) -> None:
        """Start a browser that no longer answers, and whatever else was down just then."""
        self.hung += 1
        self.open = None
        if self.database:
            self.database.start()
            wait_for_database()
        if self.server:
            self.server.start()
        self.phone.kill()

    def leave(self) -> None:
        """Close what stands open."""
        if self.open:
            self.phone.close_tab()
        self.open = None

    def promised(self, frame: Frame, grace: int = 0) -> Promised:
        return frame.evaluate("(grace) => promised(grace)", grace)

    def kill_tab(self, frame: Frame) -> Promised:
        promised = self.promised(frame)
        self.phone.close_tab()
        return promised

    def kill_renderer(self, frame: Frame) -> Promised:
        promised = self.promised(frame)
        self.phone.kill_renderers()
        return promised

    def kill_browser(self, frame: Frame) -> Promised:
        if self.chance.random() < 0.5:
            self.phone.cut_network()  # so that what it does from now on is nowhere but on the phone's disk
            time.sleep(self.chance.uniform(0.1, 1.0))
        time.sleep(GRACE / 1000)
        promised = self.promised(frame, GRACE)
        self.phone.kill()
        return promised

    def kill_network(self, frame: Frame) -> Promised:
        return self._without(frame, self.phone.cut_network, self.phone.bring_back_network)

    def kill_server(self, frame: Frame) -> Promised:
        assert self.server
        return self._without(frame, self.server.kill, self.server.start)

    def kill_database(self, frame: Frame) -> Promised:
        assert self.database
        promised = self._without(frame, self.database.kill, self.database.start)
        wait_for_database()
        return promised

    def _without(self, frame: Frame, take: Callable[[], None], give: Callable[[], None]) -> Promised:
        """Close the tab while something is gone, or a while after it has come back."""
        take()
        time.sleep(self.chance.uniform(0.0, 0.6))
        if self.chance.random() < 0.5:
            give()
            time.sleep(self.chance.uniform(0.0, 1.0))
        promised = self.kill_tab(frame)
        with suppress(Error):  # the page has gone, and its network with it
            give()
        return promised
