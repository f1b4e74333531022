"""PDF pages, films and packages are created by the task, and removed by undo unless used elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from content_import.exceptions import MaterialRefused
from content_import.material import actions, running
from content_import.material.actions import ChooseForFile, LeaveOutFile, PlanMaterial, StartMaterialImport
from content_import.material.enums import MaterialState
from content_import.material.models import MaterialImport
from content_import.material.planning import FOLDER, MaterialPlan, plan_files, store_uploads
from content_import.material.undoing import UndoMaterialImport
from content_import.material_kinds import presentation
from content_import.packages.actions import ImportPackage
from courses.models import ModulePage, Package, Recording
from people.models import Person
from tests.factories.courses import make_site
from tests.factories.files.hostile_archives import moved_to
from tests.factories.files.used_files import WEBVTT
from tests.factories.material.office import (
    make_disguised_presentation,
    make_linked_presentation,
    make_presentation,
)
from tests.factories.material.pdf import make_document
from tests.factories.packages import archive
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def operator() -> Person:
    make_site()
    return PersonFactory(is_superuser=True)


def planned(files: dict[str, bytes], by: Person) -> MaterialImport:
    stored = store_uploads(SimpleUploadedFile(name, content) for name, content in files.items())
    plan_files(stored)
    return PlanMaterial(files=stored, by=by).run()


def taken_in(files: dict[str, bytes], by: Person) -> MaterialImport:
    material_import = planned(files, by)
    MaterialImport.objects.filter(pk=material_import.pk).update(state=MaterialState.WAITING)
    running.carry_out_material_import(material_import=material_import, language="en")
    material_import.refresh_from_db()
    return material_import


def problems(material_import: MaterialImport) -> list[str]:
    return [problem for file in material_import.files.all() for problem in file.plan.problems]


def test_film_pages_and_package_become_steps_that_undo_removes(operator: Person) -> None:
    files = {
        "lyft.bin": make_film(name="lyft.mp4").read(),
        "lyft.en.vtt": WEBVTT,
        "lyft.sv.vtt": WEBVTT.replace("Hej på dig".encode(), "Vänd så här på ö".encode()),
        "rutin": make_document("Första sidan om ö", "Andra"),
        "kurs": moved_to("kurs"),
    }

    done = taken_in(files, operator)

    assert (done.state, done.messages) == (MaterialState.DONE, [])
    film, pages, package = ModulePage.objects.get().steps
    stored = film.value["film"]
    assert stored.is_measured
    with stored.file.open("rb") as file:
        assert file.read() == files["lyft.bin"]
    folders, _files = default_storage.listdir(FOLDER)
    assert [default_storage.listdir(f"{FOLDER}/{folder}")[1] for folder in folders] == [[]]
    with film.value["captions"].open_file() as captions:
        assert "Vänd så här på ö" in captions.read().decode()
    assert "Vänd så här på ö" in str(film.value["summary"])
    (english,) = film.value["other_captions"]
    assert (english["language"], english["file"].title) == ("en", "lyft.en")
    pictures = [child.value["image"] for child in pages.value["content"] if child.block_type == "picture"]
    assert [max(image.width, image.height) for image in pictures] == [1600, 1600]
    assert package.value["package"].status == "ready"
    assert UndoMaterialImport(material_import=done, by=operator).run() == []
    models = (ModulePage, Recording, Package, get_image_model(), get_document_model())
    assert [model.objects.count() for model in models] == [0, 0, 0, 0, 0]


def test_package_that_was_there_before_is_used_and_stays(operator: Person) -> None:
    package = ImportPackage(archive=archive(), title="Handhygien", by=operator).run()

    done = taken_in({"kurs.zip": archive().getvalue()}, operator)

    assert ModulePage.objects.get().steps[0].value["package"] == package
    UndoMaterialImport(material_import=done, by=operator).run()
    assert list(Package.objects.all()) == [package]


def test_captions_without_film_and_damaged_film_are_refused(operator: Person) -> None:
    refused = planned({"a.vtt": WEBVTT, "b.mp4": b"\0\0\0\x18ftypisom" + b"\0" * 99}, operator)

    captions, film = problems(refused)
    assert "a.vtt" in captions
    assert "b.mp4" in film


def test_language_of_captions_is_chosen_in_the_plan(operator: Person) -> None:
    made = planned(
        {"lyft.mp4": make_film().read(), "lyft.sv.vtt": WEBVTT, "lyft.svenska.vtt": WEBVTT}, operator
    )
    choose = partial(
        ChooseForFile, material_import=made, file=made.files.get(name="lyft.svenska.vtt"), by=operator
    )
    with override("sv"):
        before = problems(made)
        choose(value="sv").run()
        twice = problems(made)
        choose(value="so").run()

    (unknown,), (double,), none = before, twice, problems(made)
    assert "”svenska”" in unknown
    assert "på svenska" in double
    assert none == []
    film = made.files.get(name="lyft.mp4").plan.steps[0].values
    assert [item["value"]["language"] for item in film["other_captions"]] == ["so"]
    with pytest.raises(MaterialRefused):
        choose(value="xx").run()


def test_choice_during_a_start_changes_no_plan(operator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    made = planned({"lyft.mp4": make_film().read(), "lyft.sv.vtt": WEBVTT}, operator)
    captions, before = made.files.get(name="lyft.sv.vtt"), plans(made)
    choose = ChooseForFile(material_import=made, file=captions, value="so", by=operator)

    def start_in_another_tab(files: Any, **options: Any) -> None:
        with pytest.raises(MaterialRefused):  # its plan is without the choice
            StartMaterialImport(material_import=made, by=operator).run()
        MaterialImport.objects.filter(pk=made.pk).update(state=MaterialState.WAITING)
        plan_files(files, **options)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "plan_files", start_in_another_tab)
        with pytest.raises(MaterialRefused):
            choose.run()

    assert plans(made) == before
    MaterialImport.objects.filter(pk=made.pk).update(state=MaterialState.PLANNED)
    choose.run()
    assert plans(made) != before
    StartMaterialImport(material_import=made, by=operator).run()


def plans(made: MaterialImport) -> list[Any]:
    return list(made.files.values_list("name", "plan_data"))


def test_file_that_is_gone_refuses_a_change_of_the_plan(operator: Person) -> None:
    made = planned({"lyft.mp4": make_film().read(), "lyft.sv.vtt": WEBVTT, "a.md": b"Text"}, operator)
    captions, text = made.files.get(name="lyft.sv.vtt"), made.files.get(name="a.md")
    choose = ChooseForFile(material_import=made, file=captions, value="so", by=operator)
    default_storage.delete(made.files.get(name="lyft.mp4").file.name)

    with pytest.raises(MaterialRefused):
        choose.run()
    with pytest.raises(MaterialRefused):
        LeaveOutFile(material_import=made, file=text, by=operator).run()
    assert not default_storage.exists(text.file.name)
    made.files.all().delete()
    with pytest.raises(MaterialRefused):
        choose.run()
    MaterialImport.objects.all().delete()
    with pytest.raises(MaterialRefused):
        choose.run()


def with_whole_slides(by: Person, presentation: bytes) -> MaterialImport:
    """Plan a presentation, and choose pictures of whole slides."""
    made = planned({"lyft.pptx": presentation}, by)
    ChooseForFile(material_import=made, file=made.files.get(), value="whole", by=by).run()
    return made


def carried_out(made: MaterialImport) -> MaterialImport:
    total = MaterialPlan(list(made.files.all())).asset_count
    MaterialImport.objects.filter(pk=made.pk).update(state=MaterialState.WAITING, total=total)
    running.carry_out_material_import(material_import=made, language="en")
    made.refresh_from_db()
    return made


def test_whole_slides_become_pictures_with_their_text(
    operator: Person, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.LIBREOFFICE = sys.executable
    pdf = tmp_path / "slides.pdf"
    pdf.write_bytes(make_document("Ett", "Två", "Tre"))

    @contextmanager
    def pages(_presentation: object) -> Iterator[File[bytes]]:
        with pdf.open("rb") as stream:
            yield File(stream, name=str(pdf))

    monkeypatch.setattr(presentation, "slides_as_pdf", pages)

    done = carried_out(with_whole_slides(operator, make_presentation()))

    assert (done.state, done.messages, done.done) == (MaterialState.DONE, [], 3)
    steps = [[child.block_type for child in step.value["content"]] for step in ModulePage.objects.get().steps]
    assert steps == [["picture", "text", "accordion"], ["picture", "table"], ["picture"]]
    (notes,) = ModulePage.objects.get().steps[0].value["content"][2].value["items"]
    assert notes["heading"] == "Anteckningar"
    images = [step.value["content"][0].value["image"] for step in ModulePage.objects.get().steps]
    assert [image.decorative for image in images] == [True, False, False]


def test_slides_that_can_not_be_converted_become_texts_and_pictures(operator: Person, settings: Any) -> None:
    settings.LIBREOFFICE = sys.executable
    made = with_whole_slides(operator, make_presentation())
    settings.LIBREOFFICE = "none"

    done = carried_out(made)

    (message,) = done.messages
    assert message.endswith("LibreOffice is not installed on the server.")
    assert (done.state, done.done, done.total) == (MaterialState.DONE, 2, 2)
    kinds = [step.block_type for step in ModulePage.objects.get().steps]
    assert kinds == ["screen", "screen", "text"]


@pytest.mark.parametrize("make", [make_linked_presentation, make_disguised_presentation])
def test_presentation_that_may_do_harm_has_no_whole_slides(
    make: Callable[[], bytes], operator: Person, settings: Any
) -> None:
    settings.LIBREOFFICE = sys.executable
    made = planned({"lyft.pptx": make()}, operator)

    plan = made.files.get().plan

    assert plan.choice is None
    assert "lyft.pptx" in plan.notices[-1]


def test_import_that_breaks_off_lists_what_undo_removes(
    operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(running, "_put_in_draft", break_off)
    failed = taken_in({"rutin": make_document("Ö")}, operator)

    assert (failed.state, failed.done, ModulePage.objects.count()) == (MaterialState.FAILED, 1, 0)
    assert get_image_model().objects.count() == 1
    UndoMaterialImport(material_import=failed, by=operator).run()
    assert get_image_model().objects.count() == 0
