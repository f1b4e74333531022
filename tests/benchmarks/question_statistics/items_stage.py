"""Steps of the benchmark of questions that run inside Django, in a separate process."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.question_statistics.counting.publication import publish_questions
from lms.question_statistics.models import Answer
from people.enums import RoleKind
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.factories.people import make_role
from tests.factories.question_statistics import make_question

LOOKS = 20


def measure(questions: int, people: int) -> dict[str, Any]:
    """Fill an empty database, publish, and open the page."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    package = make_package()
    page = make_module_page("Basala hygienrutiner", package=package)
    crowd = Person.objects.bulk_create(
        [Person(username=f"svarare{n}", password="!") for n in range(people)], batch_size=2_000
    )
    for number in range(questions):
        question = make_question(package, f"Fråga {number}", number=number)
        Answer.objects.bulk_create(
            (_answer(question.pk, person.pk, "abcd"[(n * 7 + number) % 4]) for n, person in enumerate(crowd)),
            batch_size=2_000,
        )
    began = time.process_time()
    publish_questions()
    publishing = time.process_time() - began
    client = Client(headers={"host": settings.SITE_ORIGIN.partition("://")[2]})
    client.force_login(make_role(RoleKind.TRAINER))
    path = reverse("items:module", args=[page.module.slug])
    client.get(path)  # what is read once a process
    reset_queries()  # the log is full of the filling
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    queries = len(captured)  # now: every further request empties the log
    assert answer.status_code == 200
    assert "Fråga 9" in answer.content.decode()
    return {
        "publish_cpu_s": round(publishing, 2),
        "page_cpu_ms": round(statistics.median(_look(client, path) for _ in range(LOOKS)) * 1e3, 1),
        "page_queries": queries,
    }


def _answer(question: int, person: int, given: str) -> Answer:
    now = timezone.now()
    is_right = given == "a"
    first = {"first": given, "first_is_right": is_right, "first_seconds": 22.0, "first_at": now}
    last = {"last": given, "last_is_right": is_right, "last_at": now, "changed_at": now}
    return Answer(question_id=question, person_id=person, **first, **last)


def _look(client: Client, path: str) -> float:
    began = time.process_time()
    client.get(path)
    return time.process_time() - began


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(*map(int, sys.argv[1:]))) + "\n")
