"""Steps of the benchmark of the editor that run inside Django, in a separate process."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from tests.benchmarks.editor.plain.models import PlainPage
from tests.factories.courses import ThemeFactory, make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.posted import posted_block
from tests.factories.steps.questions import screen, single_choice, text

JSON = {"accept": "application/json"}
SENTENCES = "<p>Fråga först hur personen vill ha det, och berätta vad du ska göra.</p>" * 6
Work = dict[str, Callable[[], Any]]


def steps(count: int, run: int) -> list[tuple[str, dict[str, Any]]]:
    """Return a text and a screen with a text and a question by turns; each run has other questions."""
    pairs = (
        [
            ("text", {"title": f"Läs {number}", "body": SENTENCES}),
            screen(text(SENTENCES), single_choice(f"Vad gör du {number} {run}?"), title=f"Gör {number}"),
        ]
        for number in range(count // 2)
    )
    return [step for pair in pairs for step in pair]


def measure(count: int, runs: int) -> dict[str, Any]:
    """Make both pages in an empty database, and work on them by turns."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    module = make_module_page("Vändning", steps=steps(count, 0), themes=(ThemeFactory(slug="tema"),))
    plain = Page.objects.get(depth=1).add_child(instance=PlainPage(title="Vändning", slug="vandning"))
    plain.steps = PlainPage._meta.get_field("steps").to_python(raw(module, steps(count, 0)))
    plain.save_revision().publish()
    client = Client(headers={"host": settings.SITE_ORIGIN.partition("://")[2]})
    client.force_login(PersonFactory(is_superuser=True))
    figures: dict[str, Any] = defaultdict(lambda: {"module": [], "plain": [], "queries": {}})
    for run in range(runs + 1):
        sent = raw(module, steps(count, run))
        pages = [("module", module), ("plain", plain)]
        for name, page in pages if run % 2 else reversed(pages):
            for work, request in works(client, page, sent).items():
                milliseconds, queries = timed(request)
                if run:  # the first one reads what is read once a process
                    figures[work][name].append(milliseconds)
                    figures[work]["queries"][name] = queries
    versions = module.module.versions.count()
    assert versions in (runs + 1, runs + 2), versions
    return figures


def raw(module: Any, chosen: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return raw steps with the ids that the module's have."""
    kept = zip(module.steps.raw_data, chosen, strict=True)
    return [{"type": block["type"], "id": block["id"], "value": values} for block, (_kind, values) in kept]


def works(client: Client, page: Any, sent: list[dict[str, Any]]) -> Work:
    """Return the requests of an editor, in their order."""
    url, block = reverse("wagtailadmin_pages:edit", args=[page.pk]), page.steps.stream_block
    fields = dict(posted_block(block, block.to_python(sent), "steps"))
    data = {**dict(own_fields(page)), **fields, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    return {
        "load": lambda: expect(client.get(url), 200),
        "autosave": lambda: expect(client.post(url, data, headers=JSON), 200),
        "publish": lambda: expect(client.post(url, {**data, "action-publish": "1"}), 302),
    }


def own_fields(page: Any) -> Iterator[tuple[str, Any]]:
    yield from (("title", page.title), ("slug", page.slug))
    if not isinstance(page, PlainPage):
        words = {"blocks": [{"key": "a", "type": "unstyled", "text": "Veta hur."}], "entityMap": {}}
        yield from (
            ("introduction", page.introduction),
            ("minutes", page.minutes),
            ("audience", page.audience),
        )
        yield from (("aims", json.dumps(words)), ("themes", [page.themes.get().pk]), ("module_owner", ""))


def expect(response: Any, status: int) -> None:
    assert response.status_code == status, response.context["form"].errors


def timed(request: Callable[[], Any]) -> tuple[float, int]:
    """Return the milliseconds of the processor, and the queries of the request."""
    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        began = time.process_time()
        request()
        return (time.process_time() - began) * 1e3, len(captured)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(*map(int, sys.argv[1:]))) + "\n")
