"""Measure pages of lists inside Django, in a separate process, and print the rows.

Fills the configured database as the bench of figures does, and adds what all standings need.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ModuleVersion
from lms.attempts.models import Attempt
from lms.records.models import Assignment, Exemption
from lms.requirements.enums import RequirementStatus
from people.enums import RoleKind
from people.models import Person
from tests.benchmarks.reports.people_at_scale import largest_municipality, some_module
from tests.benchmarks.reports.reports_stage import prepare
from tests.factories.people import make_role

HOST = settings.SITE_ORIGIN.partition("://")[2]
TIMES = 5
ATTEMPTS, EXEMPTIONS = 4000, 300


def measured() -> Iterator[dict[str, Any]]:
    """Yield the median CPU of a page of the largest municipality for each status, and for everyone."""
    municipality, module = largest_municipality(), some_module()
    client = Client(headers={"host": HOST})
    name = f"bench-lists-{time.time_ns()}"
    client.force_login(make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality, username=name))
    path = reverse("reports:municipality_list", args=[municipality.pk])
    client.get(path)  # what is read once a process
    for about, query in (("one_module", {"module": module.pk}), ("all_modules", {})):
        for status in ["", *RequirementStatus]:
            spans = []
            for _ in range(TIMES):
                began = time.process_time()
                assert client.get(path, {**query, "standing": str(status)}).status_code == 200
                spans.append((time.process_time() - began) * 1000)
            yield {
                "name": f"reports.list.{about}.{status or 'everyone'}.cpu",
                "value": round(statistics.median(spans)),
                "unit": "ms",
                "times": TIMES,
            }


def add_statuses() -> None:
    """Add attempts, exemptions and assignments with a title, unless there are some."""
    if Attempt.objects.exists():
        return
    chance, now, today = random.Random(5), timezone.now(), timezone.localdate()  # noqa: S311 - repeatable
    municipality, versions = largest_municipality(), list(ModuleVersion.objects.all())
    people = list(Person.objects.filter(employments__unit__municipality=municipality).distinct())
    for person in chance.sample(people, ATTEMPTS):
        version = chance.choice(versions)
        Attempt.objects.create(person=person, module=version.module, module_version=version, active_at=now)
    Exemption.objects.bulk_create(
        Exemption(
            person=person,
            municipality=municipality,
            module_id=chance.choice(versions).module_id,
            valid_from=today - dt.timedelta(days=60),
            reason="Har legitimation",
            created_by=people[0],
        )
        for person in chance.sample(people, EXEMPTIONS)
    )
    root = municipality.units.get(depth=1)
    for version in versions[6:9]:
        due_on = today - dt.timedelta(days=10)
        Assignment.objects.create(
            unit=root, module=version.module, title="USK", due_on=due_on, created_by=people[0]
        )


if __name__ == "__main__":
    prepare(*map(int, sys.argv[1:]))
    add_statuses()
    for row in measured():
        sys.stdout.write(json.dumps(row) + "\n")
