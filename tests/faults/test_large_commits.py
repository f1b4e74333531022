"""Commits of 50 MB to a real gunicorn: answered, not kept, and paid for with little memory."""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection

from lms.attempts.models import JournalEntry, ScoState
from tests.benchmarks.serving import Peak, Server, free_port, served
from tests.factories.tracking import body, make_launch, token_of

pytestmark = [
    pytest.mark.both_engines,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Reads the workers' memory from /proc"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="Serves the tests' own file"),
]
MB = 1024**2
AT_ONCE = 4
#: for all that are sent at once, in megabytes
MOST_ADDED = 200


@pytest.fixture
def server() -> Iterator[Server]:
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(project.DATA_DIR),
        "SECRET_KEY": project.SECRET_KEY,
    }
    with served(environment) as server:
        yield server


def post(server: Server, host: str, path: str, data: bytes) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", path, data, {"Host": host, "Content-Type": "text/plain"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_commit_of_fifty_megabytes_is_answered_and_costs_little_memory(server: Server) -> None:
    launch = make_launch()
    host = f"p-{launch.package_attempt.package.label}.narlara.localhost:{server.port}"
    path = f"/l/{token_of(launch)}/commit"
    large = body({"suspend_data": "x" * 50 * MB})
    answers: list[tuple[int, dict[str, object]]] = []

    peak = Peak(server)
    senders = [
        threading.Thread(target=lambda: answers.append(post(server, host, path, large)))
        for _ in range(AT_ONCE)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    added = peak.added()

    assert [(status, answer["code"]) for status, answer in answers] == [(413, "too_large")] * AT_ONCE
    assert added < MOST_ADDED
    assert not ScoState.objects.exists()
    assert max(len(entry.payload) for entry in JournalEntry.objects.all()) <= 4_096
    # the learner continues as before
    assert post(server, host, path, body())[0] == 200
