"""Local layers and H5P content in backups: drafts, decisions, values, and the names of libraries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from courses.layers.actions import SaveLocalValues
from courses.layers.core_steps import merge_with, newest_version
from courses.layers.merging import Merge, Reason
from courses.layers.models import LocalValue, LocalVariable, ModuleLayer
from courses.layers.operations import OperationKind
from courses.layers.publishing import PublishLayer
from courses.models import Module, ModulePage, Package
from lms.h5p.models import H5PLibrary
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import document, image
from tests.factories.h5p.archives import install, make_h5p_package
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_pdf
from tests.factories.steps.module_layers import (
    PLACE_ID,
    change_core,
    local_text,
    make_layer,
    make_shared_page,
    operation,
    replacing,
)
from tests.factories.steps.questions import single_choice
from tests.integration.export.test_backups import Members, backup, changed, restore

pytestmark = pytest.mark.django_db(transaction=True)
INSERT, FILL, HIDE = OperationKind.INSERT, OperationKind.FILL, OperationKind.HIDE


def picture_step(key: int, *more: dict[str, Any]) -> dict[str, Any]:
    shown = {"image": {"image": key, "alt_text": "", "decorative": True}, "caption": ""}
    content = [{"id": PLACE_ID, "type": "picture", "value": shown}, *more]
    return {"type": "screen", "value": {"title": "Så gör vi, {{ kommun.jour }}", "content": content}}


def trainer_of(municipality: Municipality) -> Person:
    person = PersonFactory(first_name="Ragnhild", username="ragnhild.okand")
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return person


def layered_page(municipality: Municipality) -> ModulePage:
    """A module whose core has changed beneath its layer, in one of the two steps that the layer changes."""
    page = make_shared_page("Händer", "Handskar", slug="hygien", title="Hygien i hemmet")
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret", text_en="the number")
    SaveLocalValues(municipality=municipality, values={"jour": "0123-45"}, by=None).run()
    pdf = document(make_pdf("Rutin"))
    link = f'<p>Läs <a id="{pdf.pk}" linktype="document">rutinen</a>.</p>'
    fill = operation(page, FILL, 2, place=PLACE_ID, text=link)
    layer = make_layer(page, municipality, replacing(page), fill, operation(page, HIDE, 1))
    PublishLayer(layer=layer, by=trainer_of(municipality)).run()
    raw = list(page.steps.raw_data)
    raw[0]["value"]["body"] = "<p>Sprita längre.</p>"
    change_core(page, raw)
    make_layer(page, municipality, operation(page, INSERT, 2, content=picture_step(image().pk)))
    return page


def ale_and_page() -> tuple[Municipality, ModulePage]:
    return MunicipalityFactory(code="1440", name="Ale"), make_shared_page("Händer", slug="hygien")


def merged(page: ModulePage) -> Merge:
    version = newest_version(page.module, "sv")
    assert version is not None
    return merge_with(version, ModuleLayer.objects.get(module=page.module).stored_operations)


def facts(page: ModulePage) -> tuple[list[str], list[tuple[Reason, str]]]:
    """What the layer of a page shows, and what is to be decided."""
    found = merged(page)
    titles = [str(step.raw["value"]["title"]) for step in found.steps]
    return titles, [(one.reason, one.operation.step) for one in found.conflicts]


def test_layer_is_restored_with_its_draft_decisions_and_values(tmp_path: Path) -> None:
    municipality = MunicipalityFactory(code="1440", name="Ale")
    original = layered_page(municipality)
    path = backup(tmp_path / "kopia.zip", "hygien")
    LocalValue.objects.all().delete()
    LocalVariable.objects.all().delete()

    said = restore(path, "--as-copies")

    page = ModulePage.objects.exclude(pk=original.pk).get()
    page.get_latest_revision().publish()
    old, new = (merged(each) for each in (original, page))
    assert "lokalt innehåll: Ale" in said
    assert LocalValue.objects.get().text == "0123-45"
    assert facts(page) == facts(original)
    assert facts(page)[1] == [(Reason.CHANGED, original.steps[0].id)]
    pictures = [each.steps[-1].raw["value"]["content"][0]["value"]["image"]["image"] for each in (old, new)]
    texts = [each.steps[1].raw["value"]["content"][0]["value"]["text"] for each in (old, new)]
    assert (None in pictures, len(set(pictures)), len(set(texts))) == (False, 2, 2)
    assert all('linktype="document"' in text for text in texts)
    layer = ModuleLayer.objects.get(module=page.module)
    assert (layer.has_changes, layer.versions.count()) == (True, 0)
    assert PublishLayer(layer=layer, by=None).run().base == newest_version(page.module, "sv")
    with path.open("rb") as stream:
        assert b"ragnhild" not in stream.read()


def test_imported_layer_with_a_new_local_step_is_backed_up(tmp_path: Path) -> None:
    ale, original = ale_and_page()
    make_layer(original, ale, replacing(original))
    restore(backup(tmp_path / "kopia.zip", "hygien"), "--as-copies")
    page = ModulePage.objects.exclude(pk=original.pk).get()
    page.get_latest_revision().publish()
    make_layer(page, ale, operation(page, INSERT, 1, content=local_text("Efter natten")))

    path = backup(tmp_path / "igen.zip", page.slug)
    Module.objects.filter(pk=page.module.pk).update(slug="tidigare")
    ModulePage.objects.filter(pk=page.pk).update(slug="tidigare")
    restore(path, "--as-copies")

    copy = ModulePage.objects.exclude(pk__in=[original.pk, page.pk]).get()
    copy.get_latest_revision().publish()
    assert facts(copy) == facts(page)
    assert facts(copy)[0][-1] == "Efter natten"


def test_layer_of_a_municipality_that_is_not_here_is_named(tmp_path: Path) -> None:
    ale, page = ale_and_page()
    make_layer(page, ale, replacing(page))
    path = backup(tmp_path / "kopia.zip", "hygien")
    Municipality.objects.filter(pk=ale.pk).update(code="9999")

    owned = restore(path, "--as-copies", "--dry-run", "--owner=9999")
    elsewhere = restore(path, "--as-copies")

    assert "Ale (1440)" in elsewhere
    assert "Lokalt innehåll utelämnas" in owned
    assert ModuleLayer.objects.count() == 1


def with_layer(members: Members, change: Callable[[Any], None]) -> None:
    module = json.loads(members["modules/hygien.json"])
    change(module["layers"][0])
    members["modules/hygien.json"] = json.dumps(module).encode()


def played(layer: Any) -> None:
    layer["operations"][0]["content"] = {"type": "package", "value": {"title": "Paket", "package": 1}}


def with_question(layer: Any) -> None:
    layer["operations"][0]["content"] = picture_step(1, single_choice())


def strange_id(layer: Any) -> None:
    layer["operations"][0]["id"] = "../../cms"


def twice(layer: Any) -> None:
    layer["operations"] *= 2


def other_fields(layer: Any) -> None:
    layer["operations"][0]["municipality"] = 1


def script_in_a_value(members: Members) -> None:
    manifest = json.loads(members["manifest.json"])
    row = {"key": "jour", "label": "J", "text_sv": "n", "text_en": "n"}
    manifest["variables"] = [{**row, "values": {"1440": "java\tscript:alert(1)"}}]
    members["manifest.json"] = json.dumps(manifest).encode()


def test_hostile_layer_is_refused_and_nothing_is_stored(subtests: pytest.Subtests, tmp_path: Path) -> None:
    ale, page = ale_and_page()
    make_layer(page, ale, replacing(page))
    path = backup(tmp_path / "kopia.zip", "hygien")
    changes = [played, with_question, strange_id, twice, other_fields]
    attacks = [lambda members, change=change: with_layer(members, change) for change in changes]

    for attack in (*attacks, script_in_a_value):
        with subtests.test(), pytest.raises(CommandError, match="skadad"):
            restore(changed(path, attack, signs=True), "--as-copies")

    assert (Module.objects.count(), ModuleLayer.objects.count(), LocalVariable.objects.count()) == (1, 1, 0)


def test_script_in_a_layer_of_a_backup_is_removed(tmp_path: Path) -> None:
    ale, page = ale_and_page()
    make_layer(page, ale, replacing(page), operation(page, FILL, 1, place=PLACE_ID, text="<p>Ring.</p>"))
    path = backup(tmp_path / "kopia.zip", "hygien")
    html = '<p>Ring <script>alert(1)</script><a href="javascript:alert(2)" onclick="x()">oss</a></p>'

    def attack(layer: Any) -> None:
        layer["operations"][0]["content"]["value"]["body"] = layer["operations"][1]["text"] = html

    restore(changed(path, lambda members: with_layer(members, attack), signs=True), "--as-copies")

    [replaced, filled] = ModuleLayer.objects.exclude(module=page.module).get().stored_operations
    for text in (replaced.own_step["value"]["body"], filled.text):
        assert "Ring" in text
        assert [word for word in ("<script", "javascript:", "onclick") if word in text] == []


def renamed(path: Path) -> Path:
    """The backup as another file, which was not imported before."""
    return changed(path, lambda members: members.update({"manifest.json": members["manifest.json"] + b" "}))


def test_h5p_content_is_restored_where_its_libraries_are_installed(tmp_path: Path) -> None:
    install(tmp_path)
    package = make_h5p_package(tmp_path)
    original = make_module_page("Fall", slug="fall", package=package)
    path = backup(tmp_path / "kopia.zip", "fall")
    Package.objects.filter(pk=package.pk).update(digest="0" * 64)

    restore(path, "--as-copies")

    restored = ModulePage.objects.exclude(pk=original.pk).get().steps[0].value["package"]
    assert (restored.kind, restored.pk != package.pk) == (package.kind, True)
    H5PLibrary.objects.filter(machine_name="Narlara.Base").delete()
    count = H5PLibrary.objects.count(), Module.objects.count()
    with pytest.raises(CommandError, match=r"Narlara\.Base 1\.0\.2.*Fall"):
        restore(renamed(path), "--as-copies")
    assert (H5PLibrary.objects.count(), Module.objects.count()) == count
