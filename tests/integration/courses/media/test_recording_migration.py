"""The migration that makes recordings of documents, with drafts that chose a document of another kind."""

from __future__ import annotations

import pytest
from wagtail.documents import get_document_model
from wagtail.models import Revision

from courses.models import ModulePage, Recording, SeminarPage
from tests.factories.files.used_files import captions, document, film_module, recording, unmeasured
from tests.factories.seminars import make_film, make_seminar, make_sound, make_transcript
from tests.migrating import apps_at, migrated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.both_engines]


def migrate_after(change: dict[str, object], **revisions: object) -> None:
    """Migrate to before recordings, let the fields of the draft seminar name documents, and migrate again."""
    before = ("courses", "0018_package_kind")
    with migrated(before):
        drafts = apps_at(*before).get_model("courses", "SeminarPage").objects.filter(title="Utkast")
        drafts.update(**change)
        for key, content in revisions.items():
            Revision.objects.filter(pk=int(key[1:])).update(content=content)


def test_leaflet_chosen_as_recording_and_material_remains_a_document() -> None:
    page = make_seminar("Utkast", material={"Vård på ö": ["En sida"]}, publish=False)
    good = make_seminar(
        "Inspelat", sound=make_sound(), recording=make_film(), transcript=make_transcript("Hej")
    )
    leaflet, text = page.speakers.get().material.get().document, document(captions())
    content = page.latest_revision.content | {"recording": leaflet.pk, "sound": text.pk}

    migrate_after({"recording": leaflet.pk, "sound": text.pk}, **{f"r{page.latest_revision.pk}": content})

    documents = get_document_model().objects.filter(pk__in=[leaflet.pk, text.pk])
    assert (documents.count(), Recording.objects.filter(pk__in=documents.values("pk")).count()) == (2, 0)
    stored = SeminarPage.objects.get(pk=page.pk)
    draft = stored.get_latest_revision_as_object()
    assert [(seminar.recording, seminar.sound) for seminar in (stored, draft)] == [(None, None)] * 2
    kept = SeminarPage.objects.get(pk=good.pk)
    assert (kept.recording_id, kept.sound_id) == (good.recording_id, good.sound_id)


def test_captions_chosen_as_a_film_remain_a_document() -> None:
    film, old, text = recording(make_film()), unmeasured("gammal.MP3", b"ID3"), document(captions())
    page = film_module(film, text)
    raw = [step | {"value": step["value"] | {"film": text.pk}} for step in page.steps.raw_data]
    draft = ModulePage.objects.get(pk=page.pk)
    draft.steps = raw
    draft.save_revision()
    content = page.module.versions.get().content
    type(content).objects.filter(pk=content.pk).update(steps=[*content.steps, *raw])

    migrate_after({})

    assert set(Recording.objects.values_list("pk", flat=True)) == {film.pk, old.pk}
    assert get_document_model().objects.filter(pk=text.pk).exists()
    step = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object().steps[0]
    assert (step.value["film"], step.value["captions"].pk) == (None, text.pk)
