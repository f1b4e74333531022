"""Layers are frozen with the core, follow its changes, and wait for decisions where both have changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import ProtectedError

from courses.exceptions import LayerRefused
from courses.layers.actions import DecideOperation, RemoveOperation, SaveOperation
from courses.layers.core_steps import merge_with, newest_version
from courses.layers.decisions import Decision
from courses.layers.merging import Reason
from courses.layers.models import LayerVersion, LocalVariable, ModuleLayer
from courses.layers.operations import Operation, OperationKind
from courses.layers.publishing import PublishLayer
from courses.layers.reading import find_shown_step
from courses.layers.variables import problems_in
from courses.models import ModulePage
from people.models import Municipality
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.files.used_files import document
from tests.factories.people import MunicipalityFactory
from tests.factories.seminars import make_pdf
from tests.factories.steps.module_layers import (
    PLACE_ID,
    change_core,
    local_text,
    make_layer,
    make_shared_page,
    operation,
    publish_layer,
    replacing,
    step_ids,
)
from tests.factories.steps.questions import single_choice

pytestmark = pytest.mark.django_db
FILL, INSERT, HIDE = OperationKind.FILL, OperationKind.INSERT, OperationKind.HIDE


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory(name="Ön")


@pytest.fixture
def page() -> ModulePage:
    return make_shared_page("Händer", "Handskar")


def titles(version: LayerVersion) -> list[str]:
    return [step.title for step in version.stored_steps]


def filling(page: ModulePage, text: str = "<p>Ring 0123-45.</p>") -> Operation:
    return operation(page, FILL, -1, place=PLACE_ID, text=text)


def test_published_layer_shows_all_its_changes(page: ModulePage, municipality: Municipality) -> None:
    operations = (
        replacing(page),
        operation(page, INSERT, 0, content=local_text("Efter händer")),
        operation(page, HIDE, 1),
        filling(page),
    )

    version = publish_layer(page, municipality, *operations)

    shown = [find_shown_step(version.base, version, step.id) for step in version.stored_steps]
    assert titles(version) == ["Så gör vi på Ön", "Efter händer", "På natten"]
    assert [step.id for step in version.stored_steps][::2] == step_ids(page)[::2]
    assert shown[0].value["body"].source == "<p>Ring nattpatrullen.</p>"
    assert shown[2].value["content"][0].value["text"].source == "<p>Ring 0123-45.</p>"
    assert version.layer.has_changes is False


def test_layer_when_another_step_changes_follows_the_core(
    page: ModulePage, municipality: Municipality
) -> None:
    publish_layer(page, municipality, replacing(page))
    raw = list(page.steps.raw_data)
    raw[1]["value"]["body"] = "<p>Byt handskar.</p>"

    change_core(page, raw)

    layer = ModuleLayer.objects.get()
    newest = layer.versions.latest("number")
    assert (newest.number, newest.base, layer.pending_since) == (2, newest_version(page.module, "sv"), None)
    assert titles(newest) == ["Så gör vi på Ön", "Handskar", "På natten"]
    assert {one.base for one in layer.stored_operations} == {newest.base_id}


def test_layer_when_its_step_changes_keeps_its_content_until_decided(
    page: ModulePage, municipality: Municipality
) -> None:
    publish_layer(page, municipality, replacing(page))
    raw = list(page.steps.raw_data)
    raw[0]["value"]["body"] = "<p>Sprita längre.</p>"
    change_core(page, raw)
    layer = ModuleLayer.objects.get()
    version = newest_version(page.module, "sv")
    assert version is not None
    [conflict] = merge_with(version, layer.stored_operations).conflicts
    values = {"module": page.module, "municipality": municipality, "language": "sv"}

    assert titles(layer.versions.latest("number"))[0] == "Så gör vi på Ön"
    assert (conflict.reason, layer.pending_since is None) == (Reason.CHANGED, False)
    DecideOperation(by=None, **values, operation_id=conflict.operation.id, decision=Decision.KEEP).run()
    layer.refresh_from_db()
    assert merge_with(version, layer.stored_operations).conflicts == ()
    assert PublishLayer(by=None, layer=layer).run().number == 3
    assert layer.pending_since is None


@pytest.mark.parametrize(("decision", "expected"), [(Decision.KEEP, 3), (Decision.TAKE_CORE, 2)])
def test_local_text_on_a_deleted_step_is_kept_or_removed(
    page: ModulePage, municipality: Municipality, decision: Decision, expected: int
) -> None:
    publish_layer(page, municipality, filling(page))
    change_core(page, list(page.steps.raw_data)[:2])
    layer = ModuleLayer.objects.get()
    followed = layer.versions.latest("number")
    values = {"module": page.module, "municipality": municipality, "language": "sv"}
    [pending] = layer.stored_operations

    assert titles(followed) == ["Händer", "Handskar", "På natten"]
    DecideOperation(by=None, **values, operation_id=pending.id, decision=decision).run()
    layer.refresh_from_db()
    assert len(titles(PublishLayer(by=None, layer=layer).run())) == expected


def test_operation_that_is_not_possible_is_refused_with_a_sentence(municipality: Municipality) -> None:
    played = make_module_page(package=PackageFactory())
    shared = make_shared_page("Händer")
    owned = make_module_page("Egen", owner=municipality)
    question = {"type": "screen", "value": {"title": "Fråga", "content": [single_choice()]}}
    refused: list[tuple[ModulePage, Operation]] = [
        (played, operation(played, HIDE)),
        (played, replacing(played)),
        (owned, replacing(owned)),
        (shared, operation(shared, INSERT, content=question)),
        (shared, operation(shared, INSERT, content=local_text(body="<p>{{ kommun.okand }}</p>"))),
        (shared, operation(shared, FILL, 0, place=PLACE_ID, text="<p>Ö</p>")),
        (shared, Operation("", HIDE, "borta", 0)),
    ]

    for page, made in refused:
        with pytest.raises(LayerRefused) as error:
            make_layer(page, municipality, made)
        assert len(error.value.sentences) == 1
    assert [layer.operations for layer in ModuleLayer.objects.all()] == [[]] * 3


def test_second_change_of_the_same_step_and_hiding_of_all_are_refused(
    page: ModulePage, municipality: Municipality
) -> None:
    make_layer(page, municipality, filling(page), operation(page, HIDE, 0), operation(page, HIDE, 1))

    for made in (operation(page, HIDE, 2), replacing(page, 1), filling(page)):
        with pytest.raises(LayerRefused):
            make_layer(page, municipality, made)
    alone = make_module_page("Ett steg")
    with pytest.raises(LayerRefused):
        make_layer(alone, municipality, operation(alone, HIDE))


def test_file_of_a_published_layer_is_protected(page: ModulePage, municipality: Municipality) -> None:
    file: Any = document(make_pdf("Rutin"))
    body = f'<p><a linktype="document" id="{file.pk}">Rutin</a></p>'

    publish_layer(page, municipality, operation(page, INSERT, content=local_text(body=body)))

    with pytest.raises(ProtectedError):
        file.delete()


def test_removed_operation_gives_the_step_back_to_the_core(
    page: ModulePage, municipality: Municipality
) -> None:
    layer = publish_layer(page, municipality, replacing(page)).layer
    values = {"module": page.module, "municipality": municipality, "language": "sv"}

    RemoveOperation(by=None, **values, operation_id=layer.stored_operations[0].id).run()
    layer.refresh_from_db()

    assert layer.has_changes
    assert titles(PublishLayer(by=None, layer=layer).run())[0] == "Händer"


def test_module_with_an_unknown_variable_stays_a_draft(page: ModulePage) -> None:
    raw = list(page.steps.raw_data)
    raw[0]["value"] |= {"title": "Ring {{ kommun.jour }}", "body": "<p>Ring {{ kommun.okand }}.</p>"}
    change_core(page, raw)
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret", text_en="the number")
    known = [{**raw[0], "value": {"title": "Ring", "body": "<p>Ring {{&nbsp;kommun.jour }}.</p>"}}, *raw[1:]]

    sentences = problems_in(raw)
    versions = [page.module.versions.count()]
    change_core(page, known)
    versions.append(page.module.versions.count())

    assert [("okand" in sentence, "Ring {{" in sentence) for sentence in sentences] == [
        (True, False),
        (False, True),
    ]
    assert versions == [1, 2]


def test_same_operation_saved_again_changes_nothing(page: ModulePage, municipality: Municipality) -> None:
    layer = publish_layer(page, municipality, replacing(page)).layer
    values = {"module": page.module, "municipality": municipality, "language": "sv"}

    SaveOperation(by=None, **values, operation=replacing(page)).run()

    layer.refresh_from_db()
    assert layer.has_changes is False
