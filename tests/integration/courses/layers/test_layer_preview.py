"""The preview of a layer: what publication would show, in the municipality's words, stored nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courses.layers.actions import SaveLocalValues
from courses.layers.models import LayerVersion, LocalVariable
from courses.layers.operations import OperationKind
from courses.layers.publishing import PublishLayer
from courses.layers.reading import find_shown_step
from courses.models import ModulePage, ModuleVersion
from lms.attempts.models import Attempt, JournalEntry
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.module_layers import (
    PLACE_ID,
    change_core,
    local_text,
    make_layer,
    make_shared_page,
    operation,
    publish_layer,
    replacing,
    screen_with_place,
)
from tests.factories.steps.questions import key, single_choice

pytestmark = pytest.mark.django_db
INSERT, FILL, HIDE = OperationKind.INSERT, OperationKind.FILL, OperationKind.HIDE


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory(code="1440", name="Ale")


@pytest.fixture
def trainer(client: Client, municipality: Municipality) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client.force_login(person)
    return person


def address(name: str, municipality: Municipality, page: ModulePage) -> str:
    return reverse(f"layers:{name}", args=[municipality.code, page.pk])


def stored() -> list[int]:
    return [model.objects.count() for model in (LayerVersion, ModuleVersion, Attempt, JournalEntry)]


def test_preview_is_what_publication_shows_and_stores_nothing(
    client: Client, trainer: Person, municipality: Municipality
) -> None:
    page = make_shared_page("Händer", "Handskar", last=screen_with_place("<p>Fråga.</p>", single_choice()))
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret", text_en="the number")
    SaveLocalValues(municipality=municipality, values={"jour": "0123 <45>"}, by=None).run()
    insert = operation(page, INSERT, 0, content=local_text(body="<p>Ring {{ kommun.jour }}.</p>"))
    fill = operation(page, FILL, 2, place=PLACE_ID, text="<p>Nattens nummer.</p>")
    layer = make_layer(page, municipality, insert, fill, operation(page, HIDE, 1))
    before, url = stored(), address("previewed", municipality, page)
    answer = {f"q-{key('När rengör du händerna?')}": key("Bara på morgonen")}

    framed = client.get(address("preview", municipality, page))
    shown, answered = client.get(url), client.get(url, answer)

    html = shown.content.decode()
    assert f'src="{url}"' in framed.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Ring 0123 &lt;45&gt;." in html
    assert "Nattens nummer." in html
    assert ("Handskar, för alla." in html, "Fråga." in html, "Att avgöra" in html) == (False, False, False)
    assert "Händerna blir smutsiga igen" in answered.content.decode()
    assert client.post(url, answer).status_code == 405
    assert stored() == before
    version = PublishLayer(by=None, layer=layer).run()
    steps = [find_shown_step(version.base, version, step.id) for step in version.stored_steps]
    assert [html.count(f"<h1>{step.value['title']}</h1>") for step in steps if step] == [1, 1, 1]


def test_preview_marks_what_is_to_be_decided(
    client: Client, trainer: Person, municipality: Municipality
) -> None:
    page = make_shared_page("Händer", "Handskar")
    publish_layer(page, municipality, replacing(page), operation(page, HIDE, 1))
    raw = list(page.steps.raw_data)
    for step in raw[:2]:
        step["value"]["body"] = "<p>Nu på ett annat sätt.</p>"
    change_core(page, raw)

    framed = client.get(address("preview", municipality, page)).content.decode()
    html = client.get(address("previewed", municipality, page)).content.decode()

    assert "2 beslut att ta" in framed
    assert html.count("Att avgöra: ") == 1
    assert "<strong>Handskar</strong> Du har dolt steget" in html
    assert "Ring nattpatrullen." in html
    assert "Nu på ett annat sätt." not in html


def test_preview_without_a_layer_is_the_core_and_of_others_not_found(
    client: Client, trainer: Person, municipality: Municipality
) -> None:
    page = make_shared_page("Händer")
    other = MunicipalityFactory(code="9999")
    publish_layer(page, other, operation(page, INSERT, content=local_text("Hemligt")))
    answers = [client.get(address(name, other, page)).status_code for name in ("preview", "previewed")]

    html = client.get(address("previewed", municipality, page)).content.decode()

    assert answers == [404, 404]
    assert ("Händer, för alla." in html, "Hemligt" in html) == (True, False)
