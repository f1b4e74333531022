"""Documents and images that modules, seminars or pages use are kept, listed with their uses, and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from courses.exceptions import FileInUse
from courses.file_actions import delete_files, replace_file
from courses.folders import folder_of
from courses.media_actions import probe_document
from courses.models import HomePage, InformationPage, ModulePage, ModuleVersion, SeminarPage
from lms.people.models import Person
from lms.tracking.models import Attempt
from tests.factories.courses import make_module_page, make_site
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_film, make_pdf, make_seminar, make_sound, make_transcript
from tests.integration.courses.test_trainers_rights import trainer

pytestmark = pytest.mark.django_db
WEBVTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHej p\xc3\xa5 dig\n"
TITLE = "Förflyttning på Åsgården"


@dataclass(frozen=True)
class Used:
    """A file, the page that uses it, and another file that can take its place."""

    file: Any
    page: Page
    other: Any
    upload: ContentFile[bytes]

    @property
    def is_image(self) -> bool:
        return isinstance(self.file, get_image_model())

    def url(self, action: str) -> str:
        return reverse(f"wagtail{'images' if self.is_image else 'docs'}:{action}", args=[self.file.pk])


def document(content: ContentFile[bytes], title: str = "Så här vänder du") -> Any:
    found = get_document_model()(title=title, file=content)
    found.save()
    if found.filename.endswith(("mp4", "mp3")):
        probe_document(document=found)
    return found


def image(title: str = "Bild på händer") -> Any:
    found = get_image_model()(title=title, file=get_test_image_file(filename="hander.png"))
    found.save()
    return found


def captions() -> ContentFile[bytes]:
    return ContentFile(WEBVTT, name="förflyttning.vtt")


def png() -> ContentFile[bytes]:
    return ContentFile(get_test_image_file().file.getvalue(), name="annan.png")


def film_module(film: Any, text: Any = None) -> ModulePage:
    values = {"title": "Vändning på ö", "film": film, "captions": text, "summary": "<p>Så vänder du.</p>"}
    return make_module_page(TITLE, slug="forflyttning", steps=[("film", values)])


def step_film() -> Used:
    film = document(make_film())
    return Used(film, film_module(film), document(make_film(3)), make_film(4))


def step_captions() -> Used:
    text = document(captions())
    return Used(text, film_module(document(make_film()), text), document(captions()), captions())


def step_poster() -> Used:
    film = document(make_film())
    return Used(film.media_probe.poster, film_module(film), image(), png())


def text_link(title: str = TITLE) -> Used:
    pdf = document(make_pdf("Rutin"))
    body = f'<p>Läs <a id="{pdf.pk}" linktype="document">rutinen</a>.</p>'
    page = make_module_page(title, slug="rutin", steps=[("text", {"title": "Läs", "body": body})])
    return Used(pdf, page, document(make_pdf("Ny rutin")), make_pdf("Annan"))


def seminar_recording() -> Used:
    page = make_seminar(TITLE, transcript=make_transcript("Hej"))
    return Used(page.recording, page, document(make_sound(3)), make_sound(4))


def seminar_sound() -> Used:
    page = make_seminar(TITLE, sound=make_sound(), recording=make_film())
    return Used(page.sound, page, document(make_sound(3)), make_sound(4))


def seminar_poster() -> Used:
    page = make_seminar(TITLE, poster=png())
    return Used(page.poster, page, image(), png())


def seminar_material() -> Used:
    page = make_seminar(TITLE, material={"Vård på ö": ["En sida"]})
    material = page.speakers.get().material.get()
    return Used(material.document, page, document(make_pdf("Ny sida")), make_pdf("Annan"))


def information(body: str) -> InformationPage:
    make_site()
    home = HomePage.objects.get(locale__language_code="sv")
    page: InformationPage = home.add_child(instance=InformationPage(title=TITLE, slug="hjalp", body=body))
    page.save_revision().publish()
    return InformationPage.objects.get(pk=page.pk)


def information_link() -> Used:
    pdf = document(make_pdf("Hjälp"))
    page = information(f'<p><a linktype="document" id="{pdf.pk}">Hjälp</a></p>')
    return Used(pdf, page, document(make_pdf("Ny hjälp")), make_pdf("Annan"))


def information_picture() -> Used:
    picture = image()
    page = information(f'<embed alt="Händer" embedtype="image" format="left" id="{picture.pk}"/>')
    return Used(picture, page, image(), png())


FROZEN = [step_film, step_captions, step_poster, text_link]
KINDS = [
    *FROZEN,
    seminar_recording,
    seminar_sound,
    seminar_poster,
    seminar_material,
    information_link,
    information_picture,
]
Make = Callable[[], Used]
every_kind = pytest.mark.parametrize("make", KINDS)
every_frozen_kind = pytest.mark.parametrize("make", FROZEN)


@pytest.fixture
def operator() -> Person:
    return Person.objects.create_superuser("drift", password="x")


@pytest.fixture
def admin(client: Client, operator: Person) -> Client:
    client.force_login(operator)
    return client


def bulk_url(used: Used, *more: Any) -> str:
    meta = used.file._meta
    url = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, "delete"])
    return url + "?" + "&".join(f"id={file.pk}" for file in (used.file, *more)) + "&next=/cms/"


def is_kept(used: Used) -> bool:
    kept = type(used.file).objects.filter(pk=used.file.pk).first()
    return kept is not None and kept.file.storage.exists(kept.file.name)


@every_kind
def test_used_file_when_deleted_is_kept_and_its_page_is_named(admin: Client, make: Make) -> None:
    used = make()

    shown = admin.get(used.url("delete"))
    answer = admin.post(used.url("delete"))

    assert (shown.status_code, answer.status_code, is_kept(used)) == (200, 200, True)
    for page in (shown.content.decode(), answer.content.decode()):
        assert TITLE in page
        assert reverse("wagtailadmin_pages:edit", args=[used.page.pk]) in page
        assert 'name="replacement"' in page


@every_kind
def test_used_file_when_deleted_with_others_is_kept_alone(admin: Client, make: Make) -> None:
    used = make()

    shown = admin.get(bulk_url(used, used.other)).content.decode()
    answer = admin.post(bulk_url(used, used.other), follow=True)

    assert reverse("wagtailadmin_pages:edit", args=[used.page.pk]) in shown
    assert used.url("delete") in shown
    assert (is_kept(used), type(used.file).objects.filter(pk=used.other.pk).exists()) == (True, False)
    assert "används och är kvar" in answer.content.decode()


@every_kind
def test_used_file_when_deleted_after_its_upload_is_kept(admin: Client, make: Make) -> None:
    used = make()

    answer = admin.post(used.url("delete_multiple"))

    assert (answer.status_code, answer.json(), is_kept(used)) == (409, {"success": False}, True)


@every_kind
def test_used_file_when_exchanged_is_refused_with_a_way_forward(admin: Client, make: Make) -> None:
    used = make()
    name = used.file.file.name
    upload = SimpleUploadedFile(used.upload.name or "", used.upload.read())
    data = {"title": "Ny titel", "file": upload, "collection": used.file.collection_id, "tags": ""}

    answer = admin.post(used.url("edit"), data)

    assert [error for error in answer.context["form"].errors["file"] if "Ladda upp den nya filen" in error]
    used.file.refresh_from_db()
    assert (used.file.file.name, is_kept(used)) == (name, True)


@every_kind
def test_used_file_when_changed_by_code_is_refused(make: Make) -> None:
    used = make()
    stored = type(used.file).objects.get(pk=used.file.pk)
    stored.file.name = used.other.file.name

    with pytest.raises(FileInUse):
        stored.save()


@every_kind
def test_used_file_may_get_another_title(admin: Client, make: Make) -> None:
    used = make()

    data = {"title": "Ny titel på ö", "collection": used.file.collection_id, "tags": ""}
    if used.is_image:
        data |= {"description": "", "focal_point_x": "", "focal_point_y": ""}
    answer = admin.post(used.url("edit"), data)

    used.file.refresh_from_db()
    assert (answer.status_code, used.file.title) == (302, "Ny titel på ö")


@every_kind
def test_used_file_when_replaced_is_replaced_on_its_page(admin: Client, make: Make) -> None:
    used = make()

    answer = admin.post(used.url("delete"), {"replacement": used.other.pk}, follow=True)

    assert f"1 sida har nu ”{used.other.title}”" in answer.content.decode()
    page = used.page.specific_class.objects.get(pk=used.page.pk)
    assert page.live
    assert not page.has_unpublished_changes
    shown = admin.get(reverse(f"wagtail{'images' if used.is_image else 'docs'}:delete", args=[used.other.pk]))
    assert TITLE in shown.content.decode()


@every_frozen_kind
def test_file_of_a_module_when_replaced_makes_a_new_version_and_stays(admin: Client, make: Make) -> None:
    used = make()
    before = ModuleVersion.objects.get()

    admin.post(used.url("delete"), {"replacement": used.other.pk})
    shown = admin.get(used.url("delete")).content.decode()

    after = before.module.versions.latest("number")
    assert after.number == before.number + 1
    assert [step["id"] for step in after.steps] == [step["id"] for step in before.steps]
    assert 'name="replacement"' not in shown
    with pytest.raises(ProtectedError):
        type(used.file).objects.filter(pk=used.file.pk).delete()


@pytest.mark.parametrize("make", [kind for kind in KINDS if kind not in FROZEN])
def test_file_of_another_page_when_replaced_can_be_deleted(admin: Client, make: Make) -> None:
    used = make()
    admin.post(used.url("delete"), {"replacement": used.other.pk})

    answer = admin.post(used.url("delete"))

    assert (answer.status_code, is_kept(used)) == (302, False)


@every_kind
def test_unused_file_when_deleted_is_gone(admin: Client, make: Make) -> None:
    used = make()
    other = Used(used.other, used.page, used.file, used.upload)

    shown = admin.get(other.url("delete")).content.decode()
    answer = admin.post(other.url("delete"))

    assert (TITLE in shown, answer.status_code, is_kept(other)) == (False, 302, False)


@pytest.mark.parametrize("make", [step_film, step_captions, text_link, seminar_material])
def test_file_when_replaced_by_another_kind_is_refused(admin: Client, make: Make) -> None:
    used = make()
    other = document(ContentFile(b"PK", name="bildspel.pptx"), "Bildspel på ö")

    answer = admin.post(used.url("delete"), {"replacement": other.pk})

    (sentence,) = answer.context["replacement"].errors["replacement"]
    assert "Bildspel på ö" in sentence


def test_draft_of_a_published_page_keeps_its_changes_when_a_file_is_replaced(
    admin: Client, operator: Person
) -> None:
    used = step_film()
    page = ModulePage.objects.get()
    page.introduction = "Ännu inte färdig: å, ä, ö"
    page.save_revision()

    replace_file(old=used.file, new=used.other, by=operator)

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (page.introduction, page.has_unpublished_changes) == ("Så skyddar du dem du möter.", True)
    assert (page.steps[0].value["film"], draft.steps[0].value["film"]) == (used.other, used.other)
    assert draft.introduction == "Ännu inte färdig: å, ä, ö"


def test_file_of_a_draft_is_listed_as_such_and_replaced_in_it(admin: Client) -> None:
    film, other = document(make_film()), document(make_film(3))
    page = make_module_page(TITLE, slug="forflyttning")
    values = {"title": "Vänd", "film": film.pk, "captions": None, "summary": "<p>Ord</p>"}
    page.steps = page.steps.stream_block.to_python([{"type": "film", "value": values}])
    page.save_revision()
    url = reverse("wagtaildocs:delete", args=[film.pk])

    shown = " ".join(admin.get(url).content.decode().split())
    admin.post(url, {"replacement": other.pk})

    assert f"{TITLE}</a>: utkast </li>" in shown
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().steps[0].value["film"] == other
    assert page.steps[0].block_type == "text"
    assert admin.post(url).status_code == 302


def test_page_with_a_time_of_publishing_is_left_alone(operator: Person) -> None:
    used = step_film()
    revision = ModulePage.objects.get().save_revision()
    revision.approved_go_live_at = revision.created_at
    revision.save()

    assert replace_file(old=used.file, new=used.other, by=operator) == []


def test_trainer_replaces_only_on_pages_of_the_own_municipality(client: Client) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    make_site()
    tove = trainer(own)
    film, new = document(make_film()), document(make_film(3))
    folder = folder_of(own, film.collection)
    for file in (film, new):
        file.collection = folder
        file.save()
    step = {"title": "Vänd", "film": film, "captions": None, "summary": "<p>Ord</p>"}
    pages = [
        make_module_page(f"Modul i {owner}", slug=f"modul-{owner.pk}", owner=owner, steps=[("film", step)])
        for owner in (own, other)
    ]
    client.force_login(tove)
    url = reverse("wagtaildocs:delete", args=[film.pk])

    shown = client.get(url).content.decode()
    client.post(url, {"replacement": new.pk})

    assert (f"Modul i {own}" in shown, f"Modul i {other}" in shown) == (True, False)
    assert "1 sida i en annan kommun" in shown
    films = [ModulePage.objects.get(pk=page.pk).steps[0].value["film"] for page in pages]
    assert films == [new, film]


def test_learner_in_the_middle_keeps_the_film_that_they_began_with(client: Client, operator: Person) -> None:
    used = step_film()
    client.force_login(PersonFactory())
    client.post(reverse("tracking:start", args=[ModulePage.objects.get().module.slug]))
    attempt = Attempt.objects.get()
    address = reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]])
    before = client.get(address).content

    replace_file(old=used.file, new=used.other, by=operator)

    assert used.file.url in before.decode()
    assert used.file.url in client.get(address).content.decode()
    assert b"".join(client.get(used.file.url)) == make_film().read()


def test_learner_keeps_the_picture_of_the_film_that_they_began_with(client: Client, operator: Person) -> None:
    used = step_poster()
    client.force_login(PersonFactory())
    client.post(reverse("tracking:start", args=[ModulePage.objects.get().module.slug]))
    attempt = Attempt.objects.get()
    address = reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]])

    replace_file(old=used.file, new=used.other, by=operator)

    page = client.get(address).content.decode()
    assert ("poster=" in page, "hander" in page) == (True, False)


def test_files_that_somebody_began_to_use_are_not_deleted(operator: Person) -> None:
    used = step_film()

    with pytest.raises(FileInUse):
        delete_files(files=[used.other, used.file], by=operator)

    assert get_document_model().objects.filter(pk__in=[used.other.pk, used.file.pk]).count() == 2


def test_seminar_with_a_new_recording_has_its_length(operator: Person) -> None:
    used = seminar_recording()

    replace_file(old=used.file, new=used.other, by=operator)

    page = SeminarPage.objects.get()
    assert (page.recording, page.seconds) == (used.other, used.other.media_probe.seconds)
