"""Films with an excerpt, chapters and questions at times: edited, shown, answered and frozen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.models import ModulePage
from courses.steps.types import step_type
from lms.attempts.progress.reasons import why_not_complete
from lms.attempts.progress.steps import steps_of
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import recording
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film, make_seminar, make_transcript
from tests.factories.steps.films import at, chapters, film_step
from tests.factories.steps.questions import key, single_choice, true_false
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db
WHEN, GLOVES = "När rengör du händerna?", "Handskar ersätter handsprit."
PARTS = chapters((4, "Slutet <ö>"), (0, "Början"))


def film_page(*stops: dict[str, Any], film: Any = None, **values: Any) -> ModulePage:
    step = film_step(film or recording(make_film(8)), *stops, **values)
    return make_module_page("Förflyttning", slug="forflyttning", steps=[step])


def html_of(learner: Learner) -> str:
    return str(learner.client.get(learner.url()).content.decode())


def test_film_is_done_when_its_questions_are_answered() -> None:
    learner = Learner.starts(film_page(at(5, true_false()), at(2, single_choice())))
    before = html_of(learner)
    learner.client.post(learner.url("step_done"))
    remains = [reason.sentence for reason in why_not_complete(learner.person, learner.attempt.module)]
    learner.answers(WHEN, key("Före och efter varje patient"))
    halfway = steps_of(learner.attempt).done_count
    learner.answers(GLOVES, "true")
    after = html_of(learner)

    assert re.findall(r'data-film-stop="(\d)"', before) == ["2", "5"]  # by time, and listed without scripts
    assert "Nej, det gör de inte." not in before
    assert remains == ["Du har inte svarat på alla frågor i ”Vändning på ö”."]
    assert (halfway, steps_of(learner.attempt).done_count) == (0, 1)
    assert "Nej, det gör de inte." in after
    assert learner.recorded == [(key("Före och efter varje patient"), "correct"), ("true", "incorrect")]


def test_film_without_questions_is_done_by_next() -> None:
    learner = Learner.starts(film_page(chapters=PARTS))

    learner.client.post(learner.url("step_done"))

    assert steps_of(learner.attempt).done_count == 1


def test_excerpt_and_chapters_are_shown_and_served_as_a_track() -> None:
    learner = Learner.starts(film_page(starts_at=1, ends_at=6, chapters=PARTS))
    page = html_of(learner)
    track = re.search(r'<track kind="chapters" src="([^"]+)"', page)
    stranger = Client()
    stranger.force_login(PersonFactory())

    assert track is not None
    answer = learner.client.get(track[1])
    assert re.search(r'<source src="[^"]+\.mp4#t=1,6">', page)
    assert re.findall(r'href="[^"]+#t=(\d)" data-at="\d"><span class="film__time">([\d:]+)', page) == [
        ("0", "0:00"),
        ("4", "0:04"),
    ]
    assert answer.content.decode() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nBörjan\n\n00:00:04.000 --> 00:00:06.000\nSlutet &lt;ö&gt;\n"
    )
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    for name, client in (("kapitel", stranger), ("undertexter", learner.client)):
        assert client.get(track[1].replace("kapitel", name)).status_code == 404


def test_captions_of_a_seminar_are_frozen_with_the_excerpt() -> None:
    seminar = make_seminar(recording=make_film(20), transcript=make_transcript("Ett", "Två", "Tre"))
    learner = Learner.starts(film_page(film=seminar.recording, starts_at=5, ends_at=10))
    seminar.transcript = []
    seminar.save()
    track = re.search(r'<track kind="captions" src="([^"]+)"', html_of(learner))

    assert track is not None
    shown = learner.client.get(track[1]).content.decode()
    assert re.findall(r"^\w+$", shown, re.MULTILINE) == ["WEBVTT", "Två"]
    assert step_type("film").uncaptioned_recording({"film": seminar.recording_id}) == seminar.recording_id


def test_other_times_keep_the_package_and_other_questions_do_not() -> None:
    film = recording(make_film(8))
    packages = []
    for stop in (at(2, single_choice()), at(3, single_choice()), at(3, single_choice(explanation="Ny."))):
        page = film_page(stop, film=film)
        packages.append(page.module.versions.latest("number").stored_steps[0].package)

    assert len(set(packages)) == 2
    assert packages[0] == packages[1]


def test_version_without_the_new_fields_is_not_frozen_again() -> None:
    film = recording(make_film(8))
    page = film_page(film=film)
    version = page.module.versions.get()
    content = version.content
    stored = {"title", "film", "summary", "poster"}
    content.steps = [
        {**step, "value": {n: v for n, v in step["value"].items() if n in stored}} for step in content.steps
    ]
    content.save()
    page.save_revision().publish()

    assert [each.pk for each in page.module.versions.all()] == [version.pk]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_at": 5, "ends_at": 5}, "ends_at"),
        ({"starts_at": 9}, "starts_at"),
        ({"ends_at": 60}, "ends_at"),
        ({"chapters": chapters((1, "Ett"), (1, "Två"))}, "chapters"),
        ({"chapters": chapters((9, "Efter"))}, "chapters"),
        ({"starts_at": 3, "stops": [at(2, single_choice())]}, "stops"),
        ({"stops": [at(None, single_choice())]}, "stops"),
        ({"chapters": chapters((0, "Ett"), (8, "Två")), "starts_at": 0, "ends_at": 8}, ""),
    ],
)
def test_times_outside_the_film_are_refused_at_their_field(values: dict[str, Any], field: str) -> None:
    block = step_type("film")
    _kind, raw = film_step(recording(make_film(8)).pk, **values)
    found = ""
    try:
        block.clean(block.to_python(raw))
    except StructBlockValidationError as refused:
        (found,) = refused.block_errors

    assert found == field
