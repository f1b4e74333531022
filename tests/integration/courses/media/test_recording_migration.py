"""The migration that makes recordings of documents, with drafts that chose a document of another kind."""

from __future__ import annotations

import pytest
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Revision

from courses.models import ModulePage, Recording, SeminarPage
from tests.factories.files.used_files import captions, document, film_module, recording, unmeasured
from tests.factories.seminars import make_film, make_seminar, make_sound, make_transcript
from tests.migrating import apps_at, migrated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.both_engines]


def test_documents_chosen_as_recordings_remain_documents(subtests: pytest.Subtests) -> None:
    """Both kinds of draft on one journey back and forth, which renders the models of all apps."""
    seminar = make_seminar("Utkast", material={"Vård på ö": ["En sida"]}, publish=False)
    good = make_seminar(
        "Inspelat", sound=make_sound(), recording=make_film(), transcript=make_transcript("Hej")
    )
    leaflet, text = seminar.speakers.get().material.get().document, document(captions())
    chosen = {"recording": leaflet.pk, "sound": text.pk}
    unmeasured("gammal.MP3", b"ID3")
    subtitles = document(captions())
    module = make_draft_with_captions_as_film(recording(make_film()), subtitles)
    recordings = set(Recording.objects.values_list("pk", flat=True))

    before = ("courses", "0018_package_kind")
    with migrated(before):
        drafts = apps_at(*before).get_model("courses", "SeminarPage").objects.filter(pk=seminar.pk)
        drafts.update(**chosen)
        revision = seminar.latest_revision
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | chosen)

    documents = get_document_model().objects.filter(pk__in=[leaflet.pk, text.pk, subtitles.pk])
    with subtests.test("of all"):
        assert set(Recording.objects.values_list("pk", flat=True)) == recordings
        assert documents.count() == 3
    with subtests.test("of a seminar"):
        stored = SeminarPage.objects.get(pk=seminar.pk)
        draft = stored.get_latest_revision_as_object()
        assert [(each.recording, each.sound) for each in (stored, draft)] == [(None, None)] * 2
        kept = SeminarPage.objects.get(pk=good.pk)
        assert (kept.recording_id, kept.sound_id) == (good.recording_id, good.sound_id)
    with subtests.test("of a module"):
        step = ModulePage.objects.get(pk=module.pk).get_latest_revision_as_object().steps[0]
        assert (step.value["film"], step.value["captions"].pk) == (None, subtitles.pk)


def make_draft_with_captions_as_film(film: Recording, text: AbstractDocument) -> ModulePage:
    """Make a module whose draft and version have a film step with the captions as its film too."""
    page = film_module(film, text)
    raw = [step | {"value": step["value"] | {"film": text.pk}} for step in page.steps.raw_data]
    draft = ModulePage.objects.get(pk=page.pk)
    draft.steps = raw
    draft.save_revision()
    content = page.module.versions.get().content
    type(content).objects.filter(pk=content.pk).update(steps=[*content.steps, *raw])
    return page
