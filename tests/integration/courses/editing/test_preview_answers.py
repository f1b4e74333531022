"""Questions are answered in the editor's preview: graded there, kept in its address and recorded nowhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import ModulePage
from lms.attempts.models import Attempt
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.steps.questions import check, key, number, screen, single_choice, true_false

pytestmark = pytest.mark.django_db

CHOICE, STATEMENT, DOSE = "När rengör du händerna?", "Handskar ersätter handsprit.", "Hur många ml ger du?"


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    return client


def preview(client: Client, page: ModulePage, **answers: str) -> str:
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    return client.get(url, {"mode": "steps", "in_preview_panel": "true", **answers}).content.decode()


def hidden(html: str) -> set[tuple[str, str]]:
    return set(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def test_answers_in_the_preview_are_graded_and_recorded_nowhere(trainer: Client) -> None:
    steps = [screen(single_choice(), number()), check(true_false())]
    page = make_module_page(steps=steps)
    wrong = {f"q-{key(CHOICE)}": key("Bara på morgonen")}

    unanswered = preview(trainer, page)
    answered = preview(trainer, page, **wrong, **{f"q-{key(STATEMENT)}": "false", f"q-{key(DOSE)}": "fel"})

    assert unanswered.count('method="get"') == 3
    assert "Inte riktigt." not in unanswered
    assert "Händerna blir smutsiga igen" in answered
    assert "Rätt!" in answered
    assert f'id="e-{key(DOSE)}"' in answered  # says that it is no number
    assert {("mode", "steps"), (f"q-{key(STATEMENT)}", "false"), *wrong.items()} <= hidden(answered)
    assert not Attempt.objects.exists()


def test_unfinished_question_and_unknown_answer_are_shown_ungraded(trainer: Client) -> None:
    unfinished = number(answer=None)
    page = make_module_page(steps=[screen(single_choice())])
    page.steps = page.steps.stream_block.to_python(
        [{"type": "screen", "value": screen(unfinished, single_choice())[1]}]
    )
    page.save_revision(clean=False)

    shown = preview(trainer, page, **{f"q-{key(DOSE)}": "2,5", f"q-{key(CHOICE)}": "<script>"})

    assert "Rätt!" not in shown
    assert "&lt;script&gt;" in shown
    assert 'value="<script>"' not in shown
    assert f'id="e-{key(CHOICE)}"' in shown
