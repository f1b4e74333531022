"""What the commit benchmark needs done inside Django, in a process of its own.

prepare LEARNERS   an empty database, one package, one launch for each learner; prints where to commit
queries            the number of statements of one ordinary commit, through the whole stack
count              what the database holds afterwards
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import Package
from lms.tracking.actions import open_launch, start_attempt
from lms.tracking.models import JournalEntry, ScoState
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.tracking import make_launch, make_module, token_of


def thirty_elements(sequence: int) -> dict[str, Any]:
    """A commit of 30 elements, as a quiz half-way writes it."""
    core = {"lesson_status": "incomplete", "lesson_location": str(sequence), "session_time": "00:05:00"}
    score = {"raw": "40", "min": "0", "max": "100"}
    interactions = {
        str(n): {
            "id": f"q{n}",
            "type": "choice",
            "student_response": "b",
            "result": "correct",
            "latency": "00:00:12",
            "correct_responses": {"0": {"pattern": "b"}},
        }
        for n in range(4)
    }
    return {"core": {**core, "score": score}, "suspend_data": "x" * 2_000, "interactions": interactions} | {
        "comments": "-"
    }


def prepare(learners: int) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)
    package = make_package()
    version = make_module(package)
    step = version.steps[0]["id"]
    launches = []
    for _ in range(learners):
        person = PersonFactory()
        attempt = start_attempt(person=person, module_version=version, by=person)
        launches.append(open_launch(attempt=attempt, step_id=step, by=person))
    return {
        "label": package.label,
        "launches": [(str(launch.uuid), f"/l/{token_of(launch)}/commit") for launch in launches],
        "payload": {"cmi": thirty_elements(0)},
    }


def queries() -> dict[str, Any]:
    launch = make_launch(Package.objects.get(), person=PersonFactory(username="counted"))
    host, path = f"p-{launch.package_attempt.package.label}.testserver", f"/l/{token_of(launch)}/commit"
    counts = []
    for sequence in (1, 2):
        commit = {
            "sequence": sequence,
            "sco": "del-1",
            "trigger": "content",
            "payload": {"cmi": thirty_elements(sequence)},
        }
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(path, json.dumps(commit), content_type="text/plain", HTTP_HOST=host)
        assert answer.status_code == 200, answer.content
        counts.append(len(captured))
    return {"queries": counts[-1]}


def count() -> dict[str, Any]:
    states = ScoState.objects.exclude(session_launch=None)
    journal = JournalEntry.objects.filter(refusal="").values_list("launch").annotate(Count("pk"))
    return {
        "journal": {str(launch): entries for launch, entries in journal},
        "saved": {str(state.session_launch): int(state.cmi["core"]["lesson_location"]) for state in states},
    }


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    done = {"prepare": prepare, "queries": queries, "count": count}[task](*map(int, arguments))
    sys.stdout.write(json.dumps(done))
