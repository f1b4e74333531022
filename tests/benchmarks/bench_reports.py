"""Pages of figures and exports at 30,000 people, 50 modules and a million completions.

Through Django's test client, with the whole middleware and template rendering, in this process; the
database is the configured one's kind, filled anew in a folder or database of its own and deleted after.
Set BENCH_REPORTS_DIR to keep the SQLite file between runs.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PEOPLE, MODULES, COMPLETIONS = 30_000, 50, 1_000_000
TIMES, RUNS = 20, 3
GOAL_PAGE_MS, GOAL_ROWS, GOAL_MB = 100, 50_000, 50


def run() -> Iterator[dict[str, object]]:
    """Yield one measurement a row."""
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        kept = os.environ.get("BENCH_REPORTS_DIR")
        environment = {
            **os.environ,
            "DATA_DIR": kept or folder,
            "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        }
        command = [sys.executable, "-m", "tests.benchmarks.bench_reports"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
            assert process.stdout is not None
            import json

            for line in process.stdout:
                yield json.loads(line)
        if process.returncode:
            raise SystemExit(process.returncode)


def measure() -> Iterator[dict[str, object]]:
    """Fill a database and measure; in a process of its own, so that memory is this bench's alone."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from lms.reports.models import LedgerState
    from tests.benchmarks.people_at_scale import fill

    settings.ALLOWED_HOSTS = ["testserver"]  # what the test client asks, as in the tests
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        database["NAME"] = connection.settings_dict["NAME"] = str(Path(settings.DATA_DIR) / "bench.sqlite3")
    else:
        _create_database(connection)
    call_command("migrate", verbosity=0)
    conditions = {
        "database": connection.vendor,
        "people": PEOPLE,
        "modules": MODULES,
        "completions": COMPLETIONS,
    }
    if not LedgerState.objects.exists():
        fill(people=PEOPLE, modules=MODULES, completions=COMPLETIONS)
        begun = time.perf_counter()
        call_command("rebuild_figures", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
        yield {
            "name": "reports.rebuild_figures",
            "value": round(time.perf_counter() - begun, 1),
            "unit": "s",
            **conditions,
        }
    for row in _pages():
        yield {**row, **conditions}
    for row in _exports():
        yield {**row, **conditions}
    if connection.vendor == "postgresql":
        _drop_database(connection)


def _pages() -> Iterator[dict[str, object]]:
    from django.urls import reverse

    from lms.people.enums import RoleKind
    from lms.people.models import Unit
    from tests.benchmarks.people_at_scale import largest_municipality, some_module
    from tests.factories.people import make_manager, make_role

    municipality = largest_municipality()
    operation = Unit.objects.filter(municipality=municipality, depth=2).first()
    unit = Unit.objects.filter(municipality=municipality, depth=3).first()
    name = f"bench-{time.time_ns()}"
    administrator = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=municipality, username=name)
    coordinator = make_role(RoleKind.REGIONAL_COORDINATOR, username=f"{name}-region")
    manager = make_manager(unit, username=f"{name}-unit")
    chosen = f"?module={some_module().pk}"
    pages = {
        "municipality": (administrator, reverse("reports:municipality", args=[municipality.pk])),
        "operation": (administrator, reverse("reports:unit", args=[operation.pk])),
        "unit": (manager, reverse("reports:unit", args=[unit.pk])),
        "region": (coordinator, reverse("reports:region")),
    }
    for name, (person, url) in pages.items():
        for suffix, query in (("", ""), ("_one_module", chosen)):
            median, p95, cpu, queries = _page(person, url + query)
            about = {"p50_ms": median, "cpu_ms": cpu, "queries": queries, "times": TIMES, "runs": RUNS}
            yield {
                "name": f"reports.page.{name}{suffix}.p95",
                "value": p95,
                "unit": "ms",
                "goal": GOAL_PAGE_MS,
                **about,
            }


def _page(person: object, url: str) -> tuple[float, float, float, int]:
    """Return the medians over runs of the median and the 95th percentile, this process's time, and queries.

    Its own time says what the page costs where the machine has other work to do.
    """
    from django.db import connection
    from django.test import Client

    client = Client()
    client.force_login(person)  # type: ignore[arg-type]  # a Person
    queries: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # Django's wrapper protocol
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        assert client.get(url).status_code == 200
    medians, p95s = [], []
    cpu = time.process_time()
    for _ in range(RUNS):
        spans = sorted(_milliseconds(lambda: client.get(url)) for _ in range(TIMES))
        medians.append(statistics.median(spans))
        p95s.append(spans[int(len(spans) * 0.95) - 1])
    cpu = (time.process_time() - cpu) * 1000 / (RUNS * TIMES)
    median, p95 = statistics.median(medians), statistics.median(p95s)
    return round(median, 1), round(p95, 1), round(cpu, 1), len(queries)


def _exports() -> Iterator[dict[str, object]]:
    from django.test import Client
    from django.urls import reverse

    from lms.people.models import Person
    from tests.benchmarks.people_at_scale import largest_municipality

    municipality = largest_municipality()
    client = Client()
    client.force_login(Person.objects.filter(roles__municipality=municipality).latest("pk"))
    url = reverse("reports:municipality_export", args=[municipality.pk])
    for name in ("csv", "xlsx"):
        rates, memories, rows = [], [], 0
        for _ in range(RUNS if name == "csv" else 1):
            before = _resident()
            peak = _Peak()
            begun = time.perf_counter()
            answer = client.get(url, {"format": name})
            lines = sum(part.count(b"\n") for part in answer)
            answer.close()
            seconds = time.perf_counter() - begun
            rows = lines - 1 if name == "csv" else rows or _rows_of_csv
            memories.append(peak.stop() - before)
            rates.append(rows / seconds)
            _remember(rows)
        about = {"rows": rows, "runs": len(rates)}
        yield {
            "name": f"reports.export.{name}.rate",
            "value": round(statistics.median(rates)),
            "unit": "rows/s",
            "goal": GOAL_ROWS,
            **about,
        }
        yield {
            "name": f"reports.export.{name}.memory",
            "value": round(max(memories), 1),
            "unit": "MB added",
            "goal": GOAL_MB,
            **about,
        }


_rows_of_csv = 0


def _remember(rows: int) -> None:
    global _rows_of_csv
    _rows_of_csv = rows


class _Peak:
    """Watches this process's memory from a thread."""

    def __init__(self) -> None:
        self._highest = _resident()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(0.02):
            self._highest = max(self._highest, _resident())

    def stop(self) -> float:
        self._stopped.set()
        self._thread.join()
        return self._highest


def _resident() -> float:
    """This process's memory in megabytes, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _create_database(connection: object) -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)  # type: ignore[attr-defined]


def _drop_database(connection: object) -> None:
    name = connection.settings_dict["NAME"]  # type: ignore[attr-defined]
    connection.creation.destroy_test_db(name, verbosity=0)  # type: ignore[attr-defined]


if __name__ == "__main__":
    import json

    import django

    django.setup()
    for row in measure():
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()
