"""Steps of the benchmark of figures that run inside Django, in a separate process.

Fills the configured database, unless it holds what is measured already, and prints who signs in to see what.
A PostgreSQL database that holds anything else is emptied.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.records.models import Completion
from lms.reports.models import LedgerState
from people.enums import RoleKind
from people.models import Person, Unit
from tests.benchmarks.reports.people_at_scale import fill, largest_municipality, some_module
from tests.factories.people import make_manager, make_role

HOST = settings.SITE_ORIGIN.partition("://")[2]


def prepare(people: int, modules: int, completions: int) -> dict[str, Any]:
    """Return the seconds of the rebuild (None if the ledger existed), the pages and the export."""
    seconds = None
    if not _is_filled(completions):
        _empty()
        call_command("migrate", verbosity=0)
        fill(people=people, modules=modules, completions=completions)
        began = time.perf_counter()
        call_command("rebuild_figures", verbosity=0, stdout=sys.stderr)
        seconds = round(time.perf_counter() - began, 1)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    return {"rebuild_seconds": seconds, "vendor": connection.vendor, **_pages()}


def _is_filled(completions: int) -> bool:
    try:
        return LedgerState.objects.exists() and Completion.objects.count() == completions
    except (ProgrammingError, OperationalError):  # no tables yet
        return False


def _empty() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")


def _pages() -> dict[str, Any]:
    municipality, module = largest_municipality(), some_module()
    operation = Unit.objects.filter(municipality=municipality, depth=2).first()
    unit = Unit.objects.filter(municipality=municipality, depth=3).first()
    name = f"bench-{time.time_ns()}"
    administrator = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality, username=name)
    coordinator = make_role(RoleKind.REGIONAL_COORDINATOR, username=f"{name}-region")
    manager = make_manager(unit, username=f"{name}-unit")
    places = {
        "unit": (manager, reverse("reports:unit", args=[unit.pk])),
        "operation": (administrator, reverse("reports:unit", args=[operation.pk])),
        "municipality": (administrator, reverse("reports:municipality", args=[municipality.pk])),
        "region": (coordinator, reverse("reports:region")),
    }
    pages = []
    for place, (person, path) in places.items():
        for name, query in ((place, ""), (f"{place}_one_module", f"?module={module.pk}")):
            cookie, queries = _signed_in(person, path + query)
            pages.append({"name": name, "path": path + query, "cookie": cookie, "queries": queries})
    export = reverse("reports:municipality_export", args=[municipality.pk])
    return {"pages": pages, "export": {"path": export, "cookie": _signed_in(administrator, "")[0]}}


def _signed_in(person: Person, path: str) -> tuple[str, int]:
    """Return a session's cookie, and how many queries a page takes with it."""
    client = Client(headers={"host": HOST})
    client.force_login(person)
    queries = 0
    if path:
        client.get(path)  # what is read once a process
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, path
        queries = len(captured)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return f"{cookie.key}={cookie.value}", queries


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare(*map(int, sys.argv[1:]))))
