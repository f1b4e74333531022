"""The editor of a long module: the number of queries does not grow with the number of steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import ModulePage
from tests.factories.courses import ThemeFactory, make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.posted import posted_block
from tests.factories.steps.questions import check, screen, single_choice, true_false
from tests.integration.courses.modules.test_module_admin import form

pytestmark = pytest.mark.django_db
Steps = list[tuple[str, dict[str, Any]]]


def steps_in_words(count: int, changed: str = "") -> Steps:
    """Return `count` steps of each kind that has words only; `changed` is another text of their questions."""
    steps: Steps = []
    for number in range(count):
        words = f"{changed}{number} på ön?"
        steps += [
            ("text", {"title": f"Läs {number}", "body": f"<p>Lås hjulen {number} gånger.</p>"}),
            screen(single_choice(f"Vad gör du {words}"), title=f"Gör {number}"),
            check(true_false(f"Räcker det {words}"), title=f"Pröva {number}"),
        ]
    return steps


def posted(page: ModulePage, steps: Steps) -> dict[str, Any]:
    """Return what the editor of the page sends with other values of its steps."""
    kept = zip(page.steps.raw_data, steps, strict=True)
    raw = [{**dict(block), "value": values} for block, (_kind, values) in kept]
    block = page.steps.stream_block
    fields = form(title=page.title, slug=page.slug, themes=[page.themes.get().pk])
    rest = {name: value for name, value in fields.items() if not name.startswith(("steps", "action"))}
    return {**rest, **dict(posted_block(block, block.to_python(raw), "steps"))}


def count_queries(request: Callable[[], Any], status: int = 200) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = request()
    assert response.status_code == status, response.context["form"].errors
    return len(captured)


def count_of_work(client: Client, count: int) -> tuple[int, int, int]:
    """Return the queries of opening the editor, an automatic save, and publication with changed questions."""
    theme = ThemeFactory(slug=f"tema-{count}")
    page = make_module_page(f"Vändning {count}", steps=steps_in_words(count), themes=(theme,))
    url, steps = reverse("wagtailadmin_pages:edit", args=[page.pk]), steps_in_words(count, "nu ")
    client.get(url)  # what is written and read at the first opening
    data = posted(page, steps)
    return (
        count_queries(lambda: client.get(url)),
        count_queries(lambda: client.post(url, data, headers={"accept": "application/json"})),
        count_queries(lambda: client.post(url, {**data, "action-publish": "1"}), 302),
    )


def test_queries_of_the_editor_do_not_grow_with_steps(client: Client) -> None:
    client.force_login(PersonFactory(is_superuser=True))
    count_of_work(client, 1)  # what a process reads once

    few, many = count_of_work(client, 2), count_of_work(client, 5)

    assert many == few
    assert ModulePage.objects.get(title="Vändning 5").module.versions.count() == 2
