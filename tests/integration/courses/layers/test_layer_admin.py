"""Trainers of a municipality edit, decide on and publish its local content; nobody else sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.layers.models import LocalValue, LocalVariable, ModuleLayer
from courses.layers.operations import OperationKind
from courses.models import ModulePage
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.module_layers import (
    PLACE_ID,
    change_core,
    local_text,
    make_shared_page,
    operation,
    publish_layer,
    replacing,
    step_ids,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory(code="1440", name="Ale")


@pytest.fixture
def trainer(client: Client, municipality: Municipality) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client.force_login(person)
    return person


@pytest.fixture
def page() -> ModulePage:
    return make_shared_page("Händer", "Handskar")


def address(name: str, municipality: Municipality, *more: Any) -> str:
    return reverse(f"layers:{name}", args=[municipality.code, *more])


def rich(text: str) -> str:
    """A text as the editor of rich text posts it."""
    block = {
        "key": "abcde",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return json.dumps({"blocks": [block], "entityMap": {}})


def posted_step(title: str, text: str, kind: str = "text", **more: str) -> dict[str, str]:
    return {
        "step-count": "1",
        "step-0-deleted": "",
        "step-0-order": "0",
        "step-0-type": kind,
        "step-0-id": "",
        "step-0-value-title": title,
        "step-0-value-body": rich(text),
        **more,
    }


def test_trainer_adds_fills_hides_and_publishes(
    client: Client, trainer: Person, municipality: Municipality, page: ModulePage
) -> None:
    first, second, last = step_ids(page)
    edit, layer_url = address("edit", municipality, page.pk), address("layer", municipality, page.pk)

    forms = [client.get(url) for url in (f"{edit}?after={first}", f"{edit}?replace={first}", layer_url)]
    client.post(f"{edit}?after={first}", posted_step("Så gör vi på Ön", "Ring natten."))
    client.post(address("place", municipality, page.pk, last, PLACE_ID), {"text": rich("Ring 0123-45.")})
    client.post(layer_url, {"action": "hide", "step": second})
    published = client.post(layer_url, {"action": "publish"}, follow=True)

    version = ModuleLayer.objects.get().versions.get()
    assert [response.status_code for response in forms] == [200, 200, 200]
    assert [step.title for step in version.stored_steps] == ["Händer", "Så gör vi på Ön", "På natten"]
    assert version.content.steps[last]["value"]["content"][0]["value"]["text"].endswith("Ring 0123-45.</p>")
    assert "Handskar" in published.content.decode()


def test_step_is_edited_and_removed_again(
    client: Client, trainer: Person, municipality: Municipality, page: ModulePage
) -> None:
    publish_layer(page, municipality, replacing(page))
    operation_id = ModuleLayer.objects.get().stored_operations[0].id
    edit = f"{address('edit', municipality, page.pk)}?operation={operation_id}"
    layer_url = address("layer", municipality, page.pk)

    client.post(edit, posted_step("Bättre", "Nytt."))
    edited = ModuleLayer.objects.get().stored_operations
    client.post(layer_url, {"action": "remove", "operation": operation_id})

    assert [one.content["value"]["title"] for one in edited if one.content] == ["Bättre"]
    assert ModuleLayer.objects.get().stored_operations == ()
    assert client.get(edit).status_code == 404


def test_step_that_is_not_possible_is_refused_in_the_form(
    client: Client, trainer: Person, municipality: Municipality, page: ModulePage
) -> None:
    edit = f"{address('edit', municipality, page.pk)}?after="
    responses = [
        client.post(edit, posted_step("", "Utan titel")),
        client.post(edit, {"step-count": "0"}),
        client.post(edit, posted_step("Ö", "Ring {{ kommun.okand }}")),
        client.post(edit, posted_step("Ö", "Paket", kind="package")),
    ]

    assert [response.status_code for response in responses] == [200] * 4
    assert "okand" in responses[2].content.decode()
    assert not ModuleLayer.objects.exclude(operations=[]).exists()


def test_conflict_is_shown_side_by_side_and_decided(
    client: Client, trainer: Person, municipality: Municipality, page: ModulePage
) -> None:
    publish_layer(page, municipality, replacing(page))
    raw = list(page.steps.raw_data)
    raw[0]["value"]["body"] = "<p>Händer, sprita längre.</p>"
    change_core(page, raw)
    layer_url = address("layer", municipality, page.pk)
    operation_id = ModuleLayer.objects.get().stored_operations[0].id

    listed = client.get(address("list", municipality)).content.decode()
    shown = client.get(layer_url).content.decode()
    values = {"action": "decide", "operation": operation_id}
    edited = client.post(layer_url, {**values, "decision": "edit"})
    unknown = client.post(layer_url, {**values, "decision": "okänt"})
    client.post(layer_url, {"action": "publish"})

    assert "icon-warning" in listed
    assert "<ins>" in shown
    assert "<del>" in shown
    assert "Ring nattpatrullen." in shown
    assert edited["Location"].endswith(f"?operation={operation_id}")
    assert unknown.status_code == 404
    assert ModuleLayer.objects.get().pending_since is None
    assert 'id="decide"' not in client.get(layer_url).content.decode()


def test_button_for_what_is_not_possible_shows_a_sentence(
    client: Client, trainer: Person, municipality: Municipality
) -> None:
    page = make_module_page(package=PackageFactory())
    layer_url = address("layer", municipality, page.pk)

    answered = client.post(layer_url, {"action": "hide", "step": step_ids(page)[0]}, follow=True)
    missing = [client.post(layer_url, {"action": action}).status_code for action in ("publish", "x")]

    assert [str(message.level_tag) for message in answered.context["messages"]] == ["error"]
    assert missing == [404, 404]


def test_layer_of_another_municipality_is_not_found(
    client: Client, trainer: Person, municipality: Municipality, page: ModulePage
) -> None:
    other = MunicipalityFactory(code="9999", name="Utland")
    publish_layer(page, other, operation(page, OperationKind.INSERT, content=local_text("Hemligt på Ön")))
    urls = [
        address("list", other),
        address("values", other),
        address("layer", other, page.pk),
        address("edit", other, page.pk),
        address("place", other, page.pk, step_ids(page)[2], PLACE_ID),
    ]
    owned = make_module_page("Egen", owner=municipality)

    assert [client.get(url).status_code for url in urls] == [404] * 5
    assert [client.post(url, {"action": "publish"}).status_code for url in urls[1:]] == [404] * 4
    assert "Hemligt" not in client.get(address("layer", municipality, page.pk)).content.decode()
    assert client.get(address("layer", municipality, owned.pk)).status_code == 404


def test_trainers_of_shared_modules_alone_have_no_local_content(client: Client, page: ModulePage) -> None:
    municipality, person = MunicipalityFactory(), PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, by=None).run()
    client.force_login(person)

    assert client.get(address("layer", municipality, page.pk)).status_code == 404
    assert client.get(reverse("layers:first")).status_code == 404
    assert reverse("layers:first") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_values_are_saved_once_for_all_modules(
    client: Client, trainer: Person, municipality: Municipality
) -> None:
    LocalVariable.objects.create(key="jour", label="Jourens nummer", text_sv="numret", text_en="the number")
    url = address("values", municipality)

    shown = client.get(url).content.decode()
    refused = client.post(url, {"jour": "JavaScript:alert(1)"})
    client.post(url, {"jour": " 0123-45 67 89 "})

    assert "Jourens nummer" in shown
    assert refused.status_code == 200
    assert LocalValue.objects.get().text == "0123-45 67 89"
    assert client.get(reverse("layers:first")).status_code == 302


def test_pages_of_layers_cost_the_same_queries_for_more_modules(
    client: Client,
    trainer: Person,
    municipality: Municipality,
    page: ModulePage,
    django_assert_max_num_queries: Any,
) -> None:
    publish_layer(page, municipality, replacing(page))
    for title in ("Lyft", "Mat", "Sömn"):
        publish_layer(make_shared_page(title), municipality)
    client.get(address("list", municipality))

    with django_assert_max_num_queries(22):
        client.get(address("list", municipality))
