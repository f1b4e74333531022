"""A film that is gone does not stop the learner."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from courses.models import ModuleVersionFile
from courses.modules.frozen_content import file_field_name
from lms.attempts.models import Attempt
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import document, recording
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film, make_seminar, make_transcript

pytestmark = pytest.mark.django_db
SUMMARY = "Så vänder du någon i sängen."


@pytest.fixture
def learner(client: Client) -> Client:
    client.force_login(PersonFactory())
    return client


def lose_file(found: Any) -> None:
    found.file.storage.delete(found.file.name)


def delete_row(found: Any) -> None:
    """Delete the file as it was possible before module versions protected their files."""
    ModuleVersionFile.objects.filter(**{file_field_name(found): found}).delete()
    type(found).objects.filter(pk=found.pk).delete()


def begun(learner: Client, film: Any, captions: Any = None) -> str:
    values = {"title": "Vändning på ö", "film": film, "captions": captions, "summary": f"<p>{SUMMARY}</p>"}
    page = make_module_page(steps=[("film", values)])
    started = learner.post(reverse("tracking:start", args=[page.module.slug]), follow=True)
    return str(started.request["PATH_INFO"])


@pytest.mark.parametrize("lose", [lose_file, delete_row])
@pytest.mark.both_engines
def test_film_step_without_its_film_shows_its_text_and_leads_on(learner: Client, lose: Any) -> None:
    film = recording(make_film())
    address = begun(learner, film)
    assert b"<video" in learner.get(address).content

    lose(film)
    answer = learner.get(address)

    page = answer.content.decode()
    assert (answer.status_code, "<video" in page, SUMMARY in page) == (200, False, True)
    assert "Läs texten i stället" in page
    learner.post(_done(answer))
    assert Attempt.objects.get().completion is not None


def _done(answer: Any) -> str:
    return reverse("tracking:step_done", args=[answer.context["attempt"].pk, answer.context["step"].id])


@pytest.mark.parametrize("lose", [lose_file, delete_row])
def test_film_step_without_its_captions_plays_without_them(learner: Client, lose: Any) -> None:
    captions = document(ContentFile(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHej\n", name="film.vtt"))
    address = begun(learner, recording(make_film()), captions)
    assert b"<track" in learner.get(address).content

    lose(captions)
    answer = learner.get(address)

    assert (answer.status_code, b"<video" in answer.content, b"<track" in answer.content) == (
        200,
        True,
        False,
    )


def test_seminar_that_lost_its_recording_shows_what_is_said(learner: Client) -> None:
    page = make_seminar(transcript=make_transcript("Ett trygghetslarm på natten"))
    lose_file(page.recording)

    shown = learner.get(page.get_url()).content.decode()

    assert ("<audio" in shown, "<video" in shown, "Ett trygghetslarm" in shown) == (False, False, True)
    assert "Inspelningen går inte att spela just nu" in shown
