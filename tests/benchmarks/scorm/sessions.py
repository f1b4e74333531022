"""The requests of a session of a learner, in the order of the player."""

from __future__ import annotations

import json
import random
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.scorm.crowd import Request, Script, Unexpected, request

COMMITS = 3
SCO = "del-1"
_STATE = re.compile(r'<script id="state" type="application/json">(.*?)</script>', re.DOTALL)


def _cookies(session: str, csrf: str) -> str:
    """Return the Cookie header under both names: of script/server's settings and of the tests'."""
    return "; ".join(f"{prefix}sessionid={session}; {prefix}csrftoken={csrf}" for prefix in ("", "__Host-"))


def elements(seed: int, status: str = "incomplete") -> dict[str, str]:
    """Return path -> value of 30 elements, as a quiz writes them; the values depend on the seed."""
    by_path = {
        "core.lesson_location": f"sida-{seed}",
        "core.lesson_status": status,
        "core.score.raw": str(seed % 100),
        "core.score.min": "0",
        "core.score.max": "100",
        "suspend_data": f"{seed}:" + "x" * 2_000,
    }
    for n in range(4):
        by_path |= {
            f"interactions.{n}.id": f"fråga-{n}",
            f"interactions.{n}.type": "choice",
            f"interactions.{n}.student_response": "abcd"[(seed + n) % 4],
            f"interactions.{n}.result": "correct",
            f"interactions.{n}.latency": f"00:00:{(seed + n) % 60:02}",
            f"interactions.{n}.correct_responses.0.pattern": "b",
        }
    return by_path


def nested(flat: Mapping[str, str]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.split(".")
        place = whole
        for word in parents:
            place = place.setdefault(word, {})
        place[last] = value
    return whole


def commit_body(
    sequence: int, flat: Mapping[str, str], *, trigger: str = "content", session: str | None = None
) -> bytes:
    """Return a commit as static/js/player/sending/outbox.js writes it."""
    commit = {
        "sequence": sequence,
        "sco": SCO,
        "session": session or str(uuid.UUID(int=1)),
        "trigger": trigger,
        "written_at": int(time.time() * 1_000),
        "payload": {"cmi": nested({**flat, "core.session_time": f"00:{sequence % 60:02}:00"})},
    }
    return json.dumps(commit).encode()


@dataclass
class Learner:
    """A learner who takes the package once, from launch to finish."""

    port: int
    stage: Mapping[str, Any]
    number: int
    launch: str = ""
    acknowledged: list[int] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    has_finished: bool = False

    @property
    def content_host(self) -> str:
        return f"p-{self.stage['label']}.narlara.localhost:{self.port}"

    def play(self) -> Script:
        """Yield the requests of the player for 30 SetValue in three commits and finish.

        Content commits and finishes at once, which the player sends as one request (see
        static/js/player/sending/outbox.js); that ends the launch, so the page continues without further
        requests.
        tests/browser/player/test_player_requests.py verifies this.
        """
        answer = yield self._site("page", "")
        answer.expect(200)
        answer = yield self._site("open", "oppna/", {})
        opened = json.loads(answer.expect(200).body)
        self.launch, shell = opened["launch"], opened["src"].partition(f":{self.port}")[2]
        answer = yield request("shell", self.content_host, shell)
        state = _STATE.search(answer.expect(200).body.decode())
        if state is None:
            raise Unexpected("a shell without a state")
        seed = json.loads(unescape(state[1]))
        whole = list(elements(self.number).items())
        for n in range(1, COMMITS):
            self.sent = dict(whole[: 10 * n])
            yield from self._commit(shell, n, seed["session"], "content")
        self.sent = {**dict(whole), "core.lesson_status": "completed"}
        yield from self._commit(shell, COMMITS, seed["session"], "finish")
        self.has_finished = True

    def _site(self, kind: str, path: str, form: Mapping[str, str] | None = None) -> Request:
        """Return a signed-in request to the site; a POST if there is a form."""
        learner, csrf = self.stage["learners"][self.number], self.stage["csrf"]
        body = b""
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": csrf}).encode()
        origin = f"narlara.localhost:{self.port}"
        head = (
            f"Cookie: {_cookies(learner['cookie'], csrf)}\r\nOrigin: http://{origin}\r\n"
            "Sec-Fetch-Site: same-origin\r\nAccept-Language: sv-SE\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
        )
        return request(kind, origin, learner["step"] + path, body=body, head=head)

    def _commit(self, shell: str, sequence: int, session: str, trigger: str) -> Script:
        body = commit_body(sequence, self.sent, trigger=trigger, session=session)
        head = "Content-Type: text/plain\r\n"
        answer = yield request("commit", self.content_host, f"{shell}commit", body=body, head=head)
        reply = json.loads(answer.expect(200).body)
        if reply["sequence"] != sequence or reply["launch_is_ended"] != (trigger == "finish"):
            raise Unexpected(f"not what was sent: {reply}")
        self.acknowledged.append(sequence)


@dataclass
class Committer:
    """A learner who commits 30 elements repeatedly until a given time."""

    port: int
    label: str
    launch: str
    path: str
    until: float
    acknowledged: list[int] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    has_finished: bool = False
    #: the number of the last commit that it made before, and how many it makes at most
    first: int = 0
    number: int = 1_000_000
    #: seconds between two commits, at least and at most; without it none
    pace: tuple[float, float] = (0.0, 0.0)
    chance: random.Random = field(default_factory=random.Random)

    def play(self) -> Script:
        host = f"p-{self.label}.narlara.localhost:{self.port}"
        sequence = self.first
        while time.perf_counter() < self.until and sequence < self.first + self.number:
            sequence += 1
            self.sent = elements(sequence)
            body = commit_body(sequence, self.sent)
            head = "Content-Type: text/plain\r\n"
            # The first comes at any moment of the pace, so that the learners are not in step.
            least = self.pace[0] if sequence > self.first + 1 else 0.0
            wait = self.chance.uniform(least, self.pace[1])
            answer = yield request("commit", host, self.path, body=body, head=head, after=wait)
            answer.expect(200)
            self.acknowledged.append(sequence)


def lost(learner: Learner | Committer, held: Mapping[str, Any]) -> int:
    """Return the number of acknowledged values that are not stored: journal rows, elements, completion."""
    journal = set(held["journal"].get(learner.launch, ()))
    state = held["states"].get(learner.launch, {})
    missing_rows = sum(number not in journal for number in learner.acknowledged)
    missing_elements = sum(state.get(path) != value for path, value in learner.sent.items())
    missing_completion = learner.has_finished and learner.launch not in held["completed"]
    return missing_rows + (missing_elements if learner.acknowledged else 0) + missing_completion
