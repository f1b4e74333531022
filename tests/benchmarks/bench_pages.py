"""The module page and the catalogue on a phone: bytes over the wire, requests, and queries.

The demo content, served as in production by gunicorn with WhiteNoise's compressed files, opened by a real
Chromium with an empty cache (the first visit) and again (the next visit). Bytes are what Chromium's
network log counts, headers and fonts included.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.serving import WORKER_CLASS

RUNS = 5
PHONE = {"width": 390, "height": 844}
WORKERS = 2


def prepare() -> dict[str, object]:
    """Fill the database of this process's DATA_DIR; return a session, the addresses and their queries."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from courses.models import ModuleIndexPage, ModulePage
    from people.models import Person

    call_command("migrate", verbosity=0)
    call_command("seed_demo", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(headers={"host": settings.SITE_ORIGIN.partition("://")[2]})
    client.force_login(Person.objects.get(username="amina"))
    module = ModulePage.objects.live().get(
        module__slug="personcentrerat-forhallningssatt", locale__language_code="sv"
    )
    pages = {"module": module.url, "catalogue": ModuleIndexPage.objects.get(locale__language_code="sv").url}
    queries = {}
    for name, path in pages.items():
        client.get(path)  # what is read once a process
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200, path
        queries[name] = len(captured)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"cookie": [cookie.key, cookie.value], "pages": pages, "queries": queries}


@contextmanager
def server(environment: dict[str, str]) -> Iterator[str]:
    """Run gunicorn on a free port and yield its origin."""
    port = environment["PORT"]
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application"]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    command += ["--worker-class", WORKER_CLASS]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own server
    origin = f"http://narlara.localhost:{port}"
    try:
        for _ in range(100):
            try:
                # Python does not resolve *.localhost everywhere, as browsers do.
                address, host = f"http://127.0.0.1:{port}/konto/logga-in/", origin.removeprefix("http://")
                probe = urllib.request.Request(address, headers={"Host": host})
                urllib.request.urlopen(probe, timeout=5)  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.2)
        yield origin
    finally:
        process.terminate()
        process.wait()


def visit(context: object, url: str) -> tuple[int, int]:
    """Open `url`; return the bytes transferred and the number of requests."""
    page = context.new_page()  # type: ignore[attr-defined]  # Playwright's context, imported late
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    finished: list[float] = []
    requested: list[str] = []
    network.on("Network.loadingFinished", lambda event: finished.append(event["encodedDataLength"]))
    network.on("Network.requestWillBeSent", lambda event: requested.append(event["request"]["url"]))
    page.goto(url, wait_until="networkidle")
    page.close()
    return round(sum(finished)), len([url for url in requested if not url.startswith("data:")])


def run() -> Iterator[dict[str, object]]:
    """Yield bytes and requests of the first and the next visit, and queries, for each page."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import CHROMIUM, FLAGS, site_cookie

    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "PORT": str(free.getsockname()[1]),
            "DJANGO_SETTINGS_MODULE": "lms.settings.development",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        environment.pop("DATABASE_URL", None)
        free.close()
        # a process of its own: this one may have other settings loaded
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.bench_pages"]
        answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
        prepared = json.loads(answer.stdout.splitlines()[-1])
        conditions = {"runs": RUNS, "viewport": PHONE["width"], "workers": WORKERS, "database": "sqlite"}
        with server(environment) as origin, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            name, value = prepared["cookie"]
            for page, path in prepared["pages"].items():
                first, following = [], []
                for _ in range(RUNS):
                    context = browser.new_context(viewport=PHONE, locale="sv-SE")
                    context.add_cookies([site_cookie(name, value, origin)])
                    first.append(visit(context, origin + path))
                    following.append(visit(context, origin + path))
                    context.close()
                for when, visits in (("first", first), ("next", following)):
                    sizes, requests = zip(*visits, strict=True)
                    details = {**conditions, "visit": when}
                    yield {"name": f"{page} bytes", "value": statistics.median(sizes), "unit": "B", **details}
                    yield {"name": f"{page} requests", "value": max(requests), "unit": "requests", **details}
                queries = prepared["queries"][page]
                yield {"name": f"{page} queries", "value": queries, "unit": "queries", **conditions}
            browser.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare()) + "\n")
