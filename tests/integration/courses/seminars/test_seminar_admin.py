"""Editing seminars in the admin."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import SeminarPage
from search.retrieval.queries import search
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_pdf, make_seminar_index

pytestmark = pytest.mark.django_db
GOOD = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Kim>Ett trygghetslarm ringer</v>"


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def posted(transcript: bytes | None, *, pdf: bytes | None = None) -> dict[str, object]:
    material = []
    if pdf is not None:
        document = get_document_model()(title="Blad", file=ContentFile(pdf, name="blad.pdf"))
        document.save()
        material = [{"title": "Blad", "document": document.pk}]
    speaker = {"name": "Kim Exempel", "role": "Sjuksköterska", "material": inline_formset(material)}
    data = nested_form_data(
        {
            "title": "Om natten",
            "slug": "om-natten",
            "kind": "seminar",
            "introduction": "",
            "caption_origin": "automatic",
            "programme": inline_formset([{"title": "Välkommen", "at_seconds": "0"}]),
            "speakers": inline_formset([speaker]),
            "action-publish": "1",
        }
    )
    if transcript is not None:
        data["transcript_file"] = SimpleUploadedFile("t.vtt", transcript)
    return data


def create(trainer: Client, data: dict[str, object]) -> object:
    return trainer.post(
        reverse("wagtailadmin_pages:add", args=["courses", "seminarpage", make_seminar_index().pk]), data
    )


def test_seminar_published_in_the_cms_with_transcript_and_pdf_is_found(trainer: Client) -> None:
    create(trainer, posted(GOOD, pdf=make_pdf("Om trycksår").read()))

    page = SeminarPage.objects.get()
    assert [(cue.speaker, cue.text) for cue in page.parsed_transcript] == [
        ("Kim", "Ett trygghetslarm ringer")
    ]
    for word in ("trygghetslarm", "trycksår"):
        assert [r.page.pk for r in search(word, person=PersonFactory()).results] == [page.pk]


@pytest.mark.parametrize(
    "data",
    [
        {"transcript": b"not a transcript"},
        {"transcript": b"WEBVTT\n\n00:61.000 --> 00:03.000\nx"},
        {"transcript": GOOD, "pdf": b"%PDF-1.4 broken"},
    ],
)
def test_seminar_with_a_file_that_can_t_be_read_is_not_saved(trainer: Client, data: dict[str, bytes]) -> None:
    answer = create(trainer, posted(data["transcript"], pdf=data.get("pdf")))

    assert answer.status_code == 200
    assert SeminarPage.objects.count() == 0


@pytest.mark.both_engines
def test_seminar_edited_without_a_new_transcript_keeps_the_one_it_has(trainer: Client) -> None:
    create(trainer, posted(GOOD))
    page = SeminarPage.objects.get()
    data = posted(None)
    data |= nested_form_data({"speakers": inline_formset([]), "programme": inline_formset([])})

    trainer.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert len(SeminarPage.objects.get().parsed_transcript.cues) == 1
