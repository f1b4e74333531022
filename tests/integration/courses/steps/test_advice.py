"""Advice to the author of a module, in the editor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.advice.rules import advice_of
from courses.models import ModulePage
from people.models import Person
from search.indexing.sources import passages_of
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import recording
from tests.factories.seminars import make_film
from tests.factories.steps.questions import (
    check,
    listed,
    multiple_choice,
    number,
    option,
    screen,
    single_choice,
    text,
    true_false,
)

pytestmark = pytest.mark.django_db

EASY = "<p>Kom in. Sätt dig ner. Vill du ha kaffe?</p>"
LONG = (
    "<p>När du kommer till någon som har svårt att höra är det bra om du först går fram så att personen kan "
    "se dig och sedan pratar lugnt.</p>"
)
HARD = f"<p>{'Implementeringen förutsätter verksamhetsövergripande kompetensutveckling. ' * 12}</p>"


def sentences(*steps: Any, minutes: int = 30, **values: Any) -> list[str]:
    page = make_module_page("Råd", slug="rad", steps=list(steps))
    page.minutes = minutes
    return [each.sentence for each in advice_of(page)]


def test_easy_text_gets_no_advice() -> None:
    assert sentences(screen(text(EASY), single_choice())) == []


def test_questions_that_are_not_finished_are_named_with_what_they_lack() -> None:
    wrong = listed(option("Handsprit"), option("Ringar"))
    steps = [
        screen(
            single_choice("När sprider sig smitta på ö?", options=wrong), number("Hur många ml?", answer=None)
        ),
        check(multiple_choice("Vad hjälper?", options=wrong)),
        screen(true_false()),
    ]

    assert sentences(*steps) == [
        "”När sprider sig smitta på ö?”: Markera ett alternativ som rätt svar.",
        "”Hur många ml?”: Något är inte ifyllt.",
        "”Vad hjälper?”: Markera de alternativ som är rätt.",
    ]


def test_hard_text_and_long_sentences_are_named_with_their_step() -> None:
    page = make_module_page("Råd", slug="rad", steps=[screen(text(HARD), title="Svårt"), screen(text(LONG))])
    page.minutes = 30

    hard, long = (each for each in advice_of(page) if "Ordlistan" not in each.sentence)

    assert hard.step == "Svårt"
    assert hard.sentence.startswith("Texten är svår att läsa: LIX ")
    assert long.sentence.startswith("Meningen ”När du kommer till någon som har svårt …” har 28 ord.")


def test_film_without_captions_and_a_module_longer_than_it_says_get_advice() -> None:
    film = recording(make_film())
    step = ("film", {"title": "Film", "film": film, "captions": None, "summary": "<p>Kort.</p>"})

    shown = sentences(step, screen(text("<p>" + "Ett kort ord. " * 100 + "</p>")), minutes=1)

    assert shown[0] == "Filmen saknar textning. Den måste finnas inom 14 dagar efter publiceringen."
    assert shown[-1].startswith("Den tar ungefär 3 minuter, och på sidan står 1.")


@pytest.mark.parametrize("raw", ["[]", '[{"type": "screen", "value": {"title": "", "content": []}}]'])
def test_editor_of_an_unfinished_draft_shows_its_advice(client: Client, raw: str) -> None:
    page = make_module_page("Råd", slug="rad", steps=[screen(text(LONG))])
    draft = ModulePage.objects.get(pk=page.pk)
    draft.steps = raw
    draft.save_revision()
    client.force_login(Person.objects.create_superuser("drift", password="x"))

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.status_code == 200
    assert "Inga råd: utkastet är lätt att läsa." in response.content.decode()


def test_answers_and_feedback_are_not_indexed() -> None:
    page = make_module_page(
        "Prov", slug="prov", steps=[screen(text(EASY), single_choice()), check(true_false("Sant å?"))]
    )

    found = " ".join(passage.text for passage in passages_of(page))

    assert "När rengör du händerna?" in found
    for hidden in ("Före och efter varje patient", "Bara på morgonen", "åkpåsen", "Sant å?", "Nej, det gör"):
        assert hidden not in found
