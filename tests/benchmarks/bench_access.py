"""Every admin URL opened by every role with the keys of another municipality's objects."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
django.setup()

from django.db import transaction  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402 - as above
from django.test.utils import (  # noqa: E402 - as above
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from people.access.roles import GrantRole  # noqa: E402 - as above
from people.enums import RoleKind  # noqa: E402 - as above
from people.models import Municipality, Person  # noqa: E402 - as above
from tests.factories.people import (  # noqa: E402 - as above
    EmploymentFactory,
    PersonFactory,
    make_manager,
    make_unit,
)
from tests.integration.access.admin_cells import make_foreign_objects, sweep  # noqa: E402 - as above

Row = dict[str, object]


def run() -> Iterator[Row]:
    """Yield each URL that shows a foreign title, and one row with the number of such cells."""
    setup_test_environment()
    config = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            yield from _sweeps()
            transaction.set_rollback(True)
    finally:
        teardown_databases(config, verbosity=0)


def _sweeps() -> Iterator[Row]:
    began, cells, leaks = time.process_time(), 0, 0
    objects = make_foreign_objects(Municipality.objects.get(name="Ale"))
    people = _people_elsewhere()
    for role, person in people.items():
        client = Client(raise_request_exception=False)
        client.force_login(person)
        result = sweep(client, objects)
        cells += result.cells
        leaks += len(result.leaks)
        for address in result.leaks:
            yield {"name": "access.leak", "role": role, "address": address}
    yield {
        "name": "access.cells",
        "value": leaks,
        "unit": "leaks",
        "goal": 0,
        "cells": cells,
        "roles": list(people),
        "cpu_s": round(time.process_time() - began),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def _people_elsewhere() -> dict[str, Person]:
    """Create a person of each role in another municipality; a coordinator belongs to the region."""
    unit = make_unit("Hemtjänst Åby", municipality=Municipality.objects.get(name="Mölndal"))
    people: dict[str, Any] = {"learner": PersonFactory(), "manager": make_manager(unit)}
    EmploymentFactory(person=people["learner"], unit=unit)
    for role, kind, municipality in (
        ("municipal administrator", RoleKind.MUNICIPAL_ADMIN, unit.municipality),
        ("regional coordinator", RoleKind.REGIONAL_COORDINATOR, None),
        ("trainer", RoleKind.TRAINER, unit.municipality),
    ):
        people[role] = PersonFactory()
        GrantRole(person=people[role], kind=kind, municipality=municipality, by=None).run()
    return {role: Person.objects.get(pk=person.pk) for role, person in people.items()}
