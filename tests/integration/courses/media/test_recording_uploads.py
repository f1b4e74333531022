"""Validation of films, sound and captions in documents, steps and seminars."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from content_import.readers import confined_reading
from courses.files.types import extension_of
from courses.media.folders import folder_of
from courses.models import ModuleIndexPage, ModulePage, Recording, SeminarPage
from tests.factories.courses import make_site
from tests.factories.files.used_files import document, recording, unmeasured
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_film, make_pdf, make_seminar, make_sound
from tests.integration.courses.modules.test_module_admin import create as create_module
from tests.integration.courses.modules.test_module_admin import form as module_form
from tests.integration.courses.seminars.test_seminar_admin import create as create_seminar
from tests.integration.courses.seminars.test_seminar_admin import posted

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHej på dig, Åsa\r\n"
WEBVTT = "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n- Hej\n- På dig\n"
FOREIGN = {
    "Blad.pdf": make_pdf("Om trycksår").read(),
    "Undertexter.vtt": WEBVTT.encode(),
    "Förflyttning.mp4": b"En text som heter som en film",
}


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def stored(name: str, content: bytes) -> Any:
    file = ContentFile(content, name=name)
    return document(file, name) if extension_of(name) in {"pdf", "srt", "vtt"} else unmeasured(name, content)


def upload(trainer: Client, name: str, content: bytes) -> Any:
    data = {"title": "Så gör du", "file": SimpleUploadedFile(name, content), "tags": ""}
    data["collection"] = Collection.get_first_root_node().pk
    return trainer.post(reverse("wagtailmedia:add", args=["video"]), data)


def upload_in_chooser(trainer: Client, name: str, content: bytes) -> Any:
    data = {"title": "Så gör du", "file": SimpleUploadedFile(name, content), "tags": ""}
    data["collection"] = Collection.get_first_root_node().pk
    return trainer.post(
        reverse("wagtailmedia:chooser_upload", args=["audio"]),
        {f"media-chooser-upload-{name}": value for name, value in data.items()},
    )


def film_step(film: Any, captions: Any = None) -> dict[str, Any]:
    return {
        "steps-0-type": "film",
        "steps-0-value-title": "Se på Åsas förflyttning",
        "steps-0-value-film": film.pk,
        "steps-0-value-captions": captions.pk if captions else "",
        "steps-0-value-summary": "null",
    }


def module_with(trainer: Client, film: Any, captions: Any = None) -> Any:
    make_site()
    catalogue = ModuleIndexPage.objects.get(locale__language_code="sv")
    data = module_form("Se", **film_step(film, captions))
    data["steps-0-value-summary"] = data["steps-0-value-body"]
    return create_module(trainer, catalogue, data)


@pytest.mark.parametrize("send", [upload, upload_in_chooser])
@pytest.mark.parametrize("name", ["Så gör du.mp4", "Så gör du.MP3", "Så gör du.webm", "Så gör du.m4a"])
def test_file_that_only_is_named_as_a_recording_is_refused(trainer: Client, send: Any, name: str) -> None:
    answer = send(trainer, name, b"En text")

    assert (answer.status_code, Recording.objects.count()) == (200, 0)


@pytest.mark.parametrize("name", ["Film.mp4", "Ljud.mp3"])
def test_recording_uploaded_among_documents_is_refused(trainer: Client, name: str) -> None:
    data = {"title": "Så gör du", "file": SimpleUploadedFile(name, make_film().read()), "tags": ""}
    answer = trainer.post(
        reverse("wagtaildocs:add"), data | {"collection": Collection.get_first_root_node().pk}
    )

    assert list(answer.context["form"].errors) == ["file"]
    assert get_document_model().objects.count() == 0


@pytest.mark.parametrize("send", [upload, upload_in_chooser])
def test_film_when_uploaded_is_measured_and_gets_a_picture(trainer: Client, send: Any) -> None:
    send(trainer, "Förflyttning.mp4", make_film(345).read())

    film = Recording.objects.get()
    assert (film.video_codec, film.audio_codec, film.duration) == ("h264", "", 345)
    assert (film.type, film.file_hash) == ("video", hashlib.sha1(make_film(345).read()).hexdigest())  # noqa: S324 - no secret
    assert (film.poster.width, film.poster.collection) == (64, film.collection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("send", [upload, upload_in_chooser])
def test_film_is_decoded_while_no_transaction_is_open(
    trainer: Client, monkeypatch: pytest.MonkeyPatch, send: Any
) -> None:
    # On SQLite nobody else writes during a transaction, and a process takes seconds.
    decode, is_in_transaction = confined_reading._run, list[bool]()

    def recording_run(*arguments: Any) -> Any:
        is_in_transaction.append(connection.in_atomic_block)
        return decode(*arguments)

    monkeypatch.setattr(confined_reading, "_run", recording_run)
    send(trainer, "Förflyttning.mp4", make_film(345).read())

    assert Recording.objects.get().poster is not None
    assert is_in_transaction == [False] * 2


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("field", ["recording", "sound"])
def test_seminar_with_a_document_that_is_no_recording_is_refused(
    trainer: Client, field: str, name: str
) -> None:
    answer = create_seminar(trainer, posted(None) | {field: stored(name, FOREIGN[name]).pk})

    assert list(answer.context["form"].errors) == [field]
    assert SeminarPage.objects.count() == 0


def test_seminar_with_a_film_as_sound_alone_is_refused(trainer: Client) -> None:
    answer = create_seminar(trainer, posted(None) | {"sound": recording(make_film()).pk})

    assert list(answer.context["form"].errors) == ["sound"]


def test_seminar_takes_length_and_picture_from_its_film(trainer: Client) -> None:
    film = recording(make_film(345), "Samtal på ö")
    create_seminar(
        trainer, posted(b"WEBVTT\n\n00:01.000 --> 00:40.000\nHej") | {"recording": film.pk, "seconds": ""}
    )

    page = SeminarPage.objects.get()
    assert (page.length_minutes, page.poster) == (6, film.poster)


@pytest.mark.parametrize(
    ("written", "seconds"), [("12:04", 724), ("1:02:30", 3750), ("724", 724), ("", None)]
)
def test_programme_time_is_written_as_a_clock(trainer: Client, written: str, seconds: int | None) -> None:
    create_seminar(trainer, posted(None) | {"programme-0-at_seconds": written})

    page = SeminarPage.objects.get()
    form = trainer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    shown = form.formsets["programme"].forms[0]["at_seconds"].value() or ""
    assert (page.programme.get().at_seconds, page.programme.get().clock) == (seconds, shown)


def test_programme_time_that_is_no_time_is_refused(trainer: Client) -> None:
    create_seminar(trainer, posted(None) | {"programme-0-at_seconds": "12:77"})

    assert SeminarPage.objects.count() == 0


@pytest.mark.parametrize("name", FOREIGN)
def test_film_step_with_a_document_that_is_no_film_is_refused(trainer: Client, name: str) -> None:
    answer = module_with(trainer, stored(name, FOREIGN[name]))

    assert list(answer.context["form"].errors) == ["steps"]
    assert ModulePage.objects.count() == 0


@pytest.mark.parametrize("name", ["Blad.pdf", "Förflyttning.mp4"])
def test_film_step_with_captions_that_are_none_is_refused(trainer: Client, name: str) -> None:
    answer = module_with(trainer, recording(make_film()), document(ContentFile(FOREIGN[name], name=name)))

    assert list(answer.context["form"].errors) == ["steps"]
    assert ModulePage.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_film_step_with_srt_captions_serves_them_as_webvtt(trainer: Client, encoding: str) -> None:
    captions = stored("Undertexter.srt", SRT.encode(encoding))
    module_with(trainer, recording(make_film()), captions)
    (step,) = ModulePage.objects.get().steps

    answer = trainer.get(step.value.captions_url)

    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHej på dig, Åsa\n"


def test_film_captions_in_webvtt_keep_lines_and_places(trainer: Client) -> None:
    captions = stored("Undertexter.vtt", WEBVTT.encode("cp1252"))

    answer = trainer.get(reverse("courses:film_captions", args=[captions.pk]))

    assert answer.content.decode() == WEBVTT


@pytest.mark.parametrize("name", [*FOREIGN, "trasig.srt"])
def test_film_captions_of_another_document_are_not_found(trainer: Client, name: str) -> None:
    content = FOREIGN.get(name, b"x")
    expected = 200 if name.endswith(".vtt") else 404

    address = reverse("courses:film_captions", args=[stored(name, content).pk])

    assert trainer.get(address).status_code == expected
    assert trainer.get(reverse("courses:film_captions", args=[10**22])).status_code == 404


@pytest.mark.both_engines
def test_film_captions_in_another_municipalitys_folder_are_not_found(client: Client) -> None:
    client.force_login(PersonFactory())
    captions = stored("Undertexter.srt", SRT.encode())
    address = reverse("courses:film_captions", args=[captions.pk])
    assert client.get(address).status_code == 200
    captions.collection = folder_of(MunicipalityFactory(), Collection.get_first_root_node())
    captions.save()

    assert client.get(address).status_code == 404


@pytest.mark.both_engines
def test_measure_recordings_finds_what_was_uploaded_before(capsys: pytest.CaptureFixture[str]) -> None:
    page = make_seminar(recording=make_sound(90))
    broken = unmeasured("Trasig på ö.mp4", b"En text")
    SeminarPage.objects.update(seconds=None)
    Recording.objects.update(container="", audio_codec="", duration=0)

    call_command("measure_recordings")

    page.refresh_from_db()
    assert (page.seconds, Recording.objects.exclude(container="").count()) == (90, 1)
    assert capsys.readouterr().err.startswith(f"{broken.pk} Trasig på ö.mp4: ")
