"""Actions that create seminars."""

import pytest
from django.core.files.base import ContentFile

from courses.enums import SeminarKind
from courses.media.readers import UnreadableMaterial
from courses.models import SeminarPage
from courses.seminars.actions import CreateSeminarPage, NewMaterial, NewSeminar, NewSpeaker
from tests.factories.seminars import make_seminar, make_seminar_index, make_transcript

pytestmark = pytest.mark.django_db


@pytest.mark.both_engines
def test_create_seminar_page_with_pdf_keeps_its_text_by_page() -> None:
    page = make_seminar(material={"Bilder": ["Brytpunktssamtal", "Hälsa på"]})

    material = page.speakers.get().material.get()

    assert (material.page_count, material.page_texts) == (2, ["Brytpunktssamtal", "Hälsa på"])


def test_create_seminar_page_with_transcript_keeps_its_cues() -> None:
    transcript = make_transcript("Välkomna hit", "Vi börjar med frågorna")

    page = make_seminar(transcript=transcript)

    assert (page.parsed_transcript, page.length_seconds) == (transcript, 10)


def test_create_seminar_page_unless_published_is_a_draft() -> None:
    assert make_seminar(publish=False).live is False


def test_create_seminar_page_with_broken_pdf_creates_no_page() -> None:
    broken = NewMaterial("Trasig", ContentFile(b"%PDF-1.4 but not really", name="trasig.pdf"))
    seminar = NewSeminar("Ett", "ett", SeminarKind.SEMINAR, speakers=[NewSpeaker("Kim", material=[broken])])

    with pytest.raises(UnreadableMaterial):
        CreateSeminarPage(parent=make_seminar_index(), seminar=seminar, by=None).run()

    assert SeminarPage.objects.count() == 0
