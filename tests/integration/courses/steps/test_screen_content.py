"""The content of a screen: what learners see, what search finds, and which files are protected."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from courses.exceptions import FileInUse
from courses.files.actions import DeleteFile
from courses.models import ModuleVersionFile
from courses.steps.types import step_type
from people.models import Person
from search.indexing.sources import passages_of
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import document, image, recording
from tests.factories.seminars import make_film, make_pdf, make_sound
from tests.factories.steps.content import all_texts, content
from tests.factories.steps.questions import screen, single_choice
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db


def files() -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return a file and a block with it, by the kind of block."""
    picture, sound, guide = image("Händer å"), recording(make_sound()), document(make_pdf("Så gör du"))
    values = {
        "picture": (
            picture,
            {"image": {"image": picture.pk, "alt_text": "Rena händer", "decorative": False}},
        ),
        "sound": (sound, {"recording": sound.pk, "transcript": "<p>Det som sägs, ö.</p>"}),
        "document": (guide, {"document": guide.pk, "text": "Guiden"}),
    }
    return {kind: (file, content(kind, value)) for kind, (file, value) in values.items()}


def test_every_kind_of_text_is_shown_and_found() -> None:
    page = make_module_page("Hygien", slug="hygien", steps=[screen(*all_texts(), single_choice())])
    learner = Learner.starts(page)

    shown = learner.client.get(learner.url()).content.decode()
    (passage,) = [passage for passage in passages_of(page) if passage.title == "Rena händer"]

    for text in (
        "Läs <b>planen</b>.",
        "Bra att veta",
        "Aldrig",
        "Det känns tryggt.<br>Alltid.",
        "<summary>Vid sår</summary>",
        "Rena kläder å ä ö",
        '<th scope="col">Sekunder</th>',
        "Samordnad individuell plan",
    ):
        assert text in shown
    for found in ("Handsprit verkar på 30 sekunder.", "Byt handskar.", "Samordnad individuell plan"):
        assert found in passage.text


def test_files_of_a_screen_are_shown_and_protected() -> None:
    used = files()
    page = make_module_page(
        "Hygien", slug="hygien", steps=[screen(*(block for _file, block in used.values()))]
    )
    learner = Learner.starts(page)

    shown = learner.client.get(learner.url()).content.decode()

    assert 'alt="Rena händer"' in shown
    assert "Det som sägs, ö." in shown
    assert "Guiden" in shown
    assert ModuleVersionFile.objects.count() == 3
    for file, _block in used.values():
        with pytest.raises(FileInUse):
            DeleteFile(file=file, by=Person.objects.filter(is_superuser=True).first() or superuser()).run()


def superuser() -> Person:
    return Person.objects.create_superuser("drift", password="x")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("document", "Dokumentet går inte att öppna"), ("sound", "Inspelningen går inte att spela")],
)
def test_screen_whose_file_is_missing_says_so_and_goes_on(kind: str, name: str) -> None:
    file, block = files()[kind]
    page = make_module_page("Hygien", slug="hygien", steps=[screen(block)])
    learner = Learner.starts(page)
    file.file.storage.delete(file.file.name)

    response = learner.client.get(learner.url())

    assert response.status_code == 200
    assert name in response.content.decode()


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"image": {"image": None, "alt_text": "", "decorative": False}, "caption": ""}, "image"),
        ({"kind": "annat", "heading": "", "text": "<p>x</p>"}, "kind"),
        ({"items": []}, "items"),
    ],
    ids=["picture", "box", "accordion"],
)
def test_incomplete_content_is_refused_in_the_editor(value: dict[str, Any], problem: str) -> None:
    kind = {"image": "picture", "kind": "box", "items": "accordion"}[problem]
    block = step_type("screen").child_blocks["content"].child_blocks[kind]

    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value))

    assert problem in refused.value.block_errors  # type: ignore[attr-defined]


def test_picture_needs_an_alternative_unless_it_is_decorative() -> None:
    block = step_type("screen").child_blocks["content"].child_blocks["picture"]
    picture = image("Händer å")
    stored = {"image": {"image": picture.pk, "alt_text": "", "decorative": False}, "caption": ""}

    with pytest.raises(ValidationError):
        block.clean(block.to_python(stored))
    stored["image"]["decorative"] = True

    assert block.clean(block.to_python(stored))["image"].decorative


def test_film_is_refused_where_a_sound_is_due() -> None:
    block = step_type("screen").child_blocks["content"].child_blocks["sound"]
    film = recording(make_film())

    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"recording": film.pk, "transcript": "<p>x</p>"}))

    assert "recording" in refused.value.block_errors  # type: ignore[attr-defined]


def test_field_that_was_left_out_is_not_found_as_a_word() -> None:
    values = {"text": "<p>Bra att veta, å.</p>"}
    page = make_module_page(
        steps=[screen(content("box", {"kind": "fact", **values}), content("quote", values))]
    )

    (passage,) = [passage for passage in passages_of(page) if passage.title == "Rena händer"]

    assert "Bra att veta, å." in passage.text
    assert "None" not in passage.text
