"""Trainers take in material in the Wagtail admin: plan, import, undo, within their permissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.images import get_image_model

from content_import.material.actions import ChooseForFile
from content_import.material.enums import MaterialState
from content_import.material.kinds import ASSET
from content_import.material.models import MaterialFile, MaterialImport
from content_import.material.planning import FOLDER
from courses.models import ModulePage
from courses.modules.bulk_publishing import find_publish_errors
from lms.attempts.trials.actions import StartTrial
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.pictures import make_photo
from tests.factories.files.used_files import WEBVTT
from tests.factories.material.office import make_macro_presentation, make_presentation, make_word
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_film
from tests.factories.steps.translations import english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"


def trainer(municipality: Municipality | None = None) -> Person:
    """Return a trainer with the permissions of the group, on a site with a catalogue."""
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def upload(client: Client, files: dict[str, bytes], **data: object) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    return client.post(reverse("material"), {"uploads": sent, **data})


@pytest.fixture
def post(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Return a function that posts to an address and runs the tasks that follow."""

    def run(client: Client, name: str, *keys: int) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse(name, args=keys))
        return client.get(response.url)

    return run


def temporary_files() -> list[str]:
    if not default_storage.exists(FOLDER):
        return []
    folders, _files = default_storage.listdir(FOLDER)
    return [name for folder in folders for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]


def test_presentation_and_document_become_a_draft_that_undo_removes(post: Callable[..., Any]) -> None:
    make_site()
    municipality = MunicipalityFactory(name="Åmål")
    client = signed_in(trainer(municipality))
    files = {"lyft.bin": make_presentation(), "hygien.bin": make_word()}

    page = client.get(upload(client, files, title="Lyft på ö", owner=municipality.pk).url).content.decode()
    planned = MaterialImport.objects.get()
    assert escape("6 steps go into the new draft “Lyft på ö”.") in page
    assert "One picture needs a text alternative" in page
    assert (ModulePage.objects.count(), get_image_model().objects.count()) == (0, 0)
    assert len(temporary_files()) == 2

    page = post(client, "material_start", planned.pk).content.decode()
    draft = ModulePage.objects.get()
    assert "6 steps are in the draft." in page
    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in page
    assert (draft.title, draft.live, draft.module.owner) == ("Lyft på ö", False, municipality)
    assert [block.block_type for block in draft.steps] == [
        "screen",
        "screen",
        "text",
        "text",
        "text",
        "screen",
    ]
    images = get_image_model().objects.all()
    assert {image.collection.name for image in images} == {"Åmål"}
    assert sorted(image.width for image in images) == [320, 640, 640]  # one is cropped
    assert "A step is not finished. Open the page to see which." in find_publish_errors(draft)
    assert temporary_files() == []
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200

    StartTrial(page=draft, by=Person.objects.create_superuser("drift", password="x")).run()

    page = post(client, "material_undo", planned.pk).content.decode()
    assert "It is undone" in page
    assert "What stays" not in page
    assert (ModulePage.objects.count(), get_image_model().objects.count()) == (0, 0)


def test_steps_are_added_to_a_draft_and_undo_keeps_what_else_is_used(post: Callable[..., Any]) -> None:
    page = make_module_page("Hygien")
    page.unpublish()
    before = len(page.steps)
    client = signed_in(trainer())
    upload(client, {"bild.png": make_photo(kind="PNG"), "text.md": "# Å\n\nText".encode()}, page=page.pk)
    added = MaterialImport.objects.get()
    post(client, "material_start", added.pk)
    draft = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [block.value["title"] for block in draft.steps][before:] == ["bild", "Å"]

    other = make_module_page("Annan")
    image = get_image_model().objects.get()
    picture = {"image": {"image": image.pk, "alt_text": "En bild", "decorative": False}, "caption": ""}
    content = [{"type": "picture", "value": picture}]
    other.steps = [
        (
            "screen",
            {
                "title": "Bild",
                "content": other.steps.stream_block.child_blocks["screen"]
                .child_blocks["content"]
                .to_python(content),
            },
        )
    ]
    other.save_revision()
    response = post(client, "material_undo", added.pk).content.decode()

    assert escape(f"“{image.title}” stays, since something else uses it.") in response
    draft = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert len(draft.steps) == before
    assert get_image_model().objects.count() == 1


def test_file_with_a_problem_stops_the_import_until_it_is_left_out(post: Callable[..., Any]) -> None:
    make_site()
    client = signed_in(trainer())
    upload(client, {"a.pptx": make_macro_presentation(), "b.md": b"Text"})
    planned = MaterialImport.objects.get()
    faulty = planned.files.get(name="a.pptx")

    page = post(client, "material_start", planned.pk).content.decode()
    assert escape("“a.pptx” has macros") in page
    assert "Mend or leave out" in page
    assert (MaterialImport.objects.get().state, ModulePage.objects.count()) == (MaterialState.PLANNED, 0)

    post(client, "material_leave_out", planned.pk, faulty.pk)
    assert (MaterialFile.objects.count(), len(temporary_files())) == (1, 1)
    post(client, "material_start", planned.pk)
    assert [block.value["title"] for block in ModulePage.objects.get().steps] == ["b"]


def test_plan_that_is_discarded_leaves_nothing(post: Callable[..., Any]) -> None:
    make_site()
    client = signed_in(trainer())
    upload(client, {"b.md": b"Text"})

    post(client, "material_discard", MaterialImport.objects.get().pk)

    assert (MaterialImport.objects.count(), temporary_files()) == (0, [])


def test_import_is_closed_to_others_and_to_other_municipalities(post: Callable[..., Any]) -> None:
    make_site()
    own, other = MunicipalityFactory(), MunicipalityFactory()
    foreign = make_module_page("Annans", slug="annans", owner=other)
    foreign.unpublish()
    client = signed_in(trainer(own))
    text = {"b.md": b"Text"}

    for refused in ({"owner": other.pk}, {"owner": ""}, {"page": foreign.pk, "owner": own.pk}):
        assert upload(client, text, **refused).status_code == 200
    assert MaterialImport.objects.count() == 0
    assert upload(client, text, owner=own.pk).status_code == 302
    address = reverse("material_import", args=[MaterialImport.objects.get().pk])
    assert client.get(address).status_code == 200
    assert signed_in(trainer(own)).get(address).status_code == 404
    assert signed_in(trainer()).get(address).status_code == 404
    assert signed_in(PersonFactory()).get(reverse("material")).status_code == 403


def test_captions_for_an_english_page_are_its_own_in_english_alone(settings: Any) -> None:
    settings.LANGUAGE_CODE = "sv"
    page = make_module_page("Lifting")
    ModulePage.objects.filter(pk=page.pk).update(locale=english(), has_unpublished_changes=True)
    person = PersonFactory(is_superuser=True)
    files = {"lift.mp4": make_film().read(), "lift.sv.vtt": WEBVTT, "lift.vtt": WEBVTT}

    upload(signed_in(person), files, page=page.pk)

    made = MaterialImport.objects.get()
    assert captions_of(made) == ("captions-en", ["sv"])
    chosen = made.files.get(name="lift.sv.vtt")
    ChooseForFile(material_import=made, file=chosen, value="fi", by=person).run()
    assert captions_of(made) == ("captions-en", ["fi"])


def captions_of(made: MaterialImport) -> tuple[str, list[str]]:
    """Return the film's own captions and the languages of the others in the plan."""
    values = made.files.get(name="lift.mp4").plan.steps[0].values
    return values["captions"][ASSET], [item["value"]["language"] for item in values["other_captions"]]
