"""Knowledge checks: one form, a pass mark, tries and drawn questions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from courses.models import ModulePage
from courses.steps.types import step_type
from lms.attempts.models import JournalEntry, PackageAttempt
from lms.attempts.progress.reasons import why_not_complete
from lms.records.models import Completion
from tests.factories.courses import make_module_page
from tests.factories.steps.questions import check, key, number, single_choice, true_false
from tests.integration.runtimes.native.learner import Learner, fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

TRUE_FALSE = [true_false(f"Påstående {n}, å ä ö") for n in range(1, 6)]


def start(*questions: dict[str, Any], **rules: Any) -> Learner:
    return Learner.starts(make_module_page("Prov", slug="prov", steps=[check(*questions, **rules)]))


def shown(learner: Learner, again: bool = False) -> list[str]:
    """Return the ids of the questions on the page."""
    html = learner.client.get(learner.url() + "?again" * again).content.decode()
    return re.findall(r'name="question" value="([^"]+)"', html)


def hand_in(learner: Learner, right: int, *, fields: dict[str, str] | None = None) -> Any:
    """Answer the questions of the next try, the first `right` of them correctly."""
    html = learner.client.get(learner.url() + "?again").content.decode()
    questions = re.findall(r'name="question" value="([^"]+)"', html)
    answers = {f"q-{each}": "false" if n < right else "true" for n, each in enumerate(questions)}
    posted = {**(fields or fields_of(html)), "question": questions, **answers}
    return learner.client.post(learner.url("answer"), posted, follow=True)


def status(learner: Learner) -> tuple[str, str, float | None]:
    row = PackageAttempt.objects.get(attempt=learner.attempt)
    return row.completion_status, row.success_status, row.score_scaled


def test_check_passed_at_the_second_try_completes_the_module() -> None:
    learner = start(*TRUE_FALSE)

    failed = hand_in(learner, 3).content.decode()
    reasons = [str(reason.sentence) for reason in why_not_complete(learner.person, learner.page.module)]
    passed = hand_in(learner, 4).content.decode()

    assert "60&nbsp;%" in failed
    assert "80 % behövs för att bli godkänd." in failed
    assert reasons[0].endswith("Du fick 60\N{NO-BREAK SPACE}%, och det krävs 80\N{NO-BREAK SPACE}%.")
    assert "Du är godkänd." in passed
    assert status(learner) == ("completed", "passed", 0.8)
    assert Completion.objects.get().score == 0.8


def test_worse_try_after_a_passed_one_takes_nothing_away() -> None:
    learner = start(*TRUE_FALSE)
    hand_in(learner, 5)
    hand_in(learner, 0)

    assert status(learner) == ("completed", "passed", 1.0)


def test_last_try_ends_the_check_and_offers_no_other() -> None:
    learner = start(*TRUE_FALSE, tries=2)
    hand_in(learner, 0)
    page = hand_in(learner, 1).content.decode()
    refused = hand_in(learner, 5, fields={"launch": key("en annan flik"), "sequence": "1"})

    assert "Försöken är slut." in page
    assert shown(learner, again=True) == []
    assert refused.status_code == 200
    assert len(learner.recorded) == 10
    assert status(learner)[1:] == ("failed", 0.2)
    assert not Completion.objects.exists()


def test_check_without_a_pass_mark_is_done_by_one_try() -> None:
    learner = start(*TRUE_FALSE, pass_percent=0)
    hand_in(learner, 0)

    assert status(learner) == ("completed", "unknown", 0.0)
    assert Completion.objects.exists()


def test_check_with_unanswered_questions_keeps_what_was_chosen() -> None:
    learner = start(single_choice(), number(), true_false())
    chosen = {f"q-{key('När rengör du händerna?')}": key("Bara på morgonen")}
    questions = shown(learner)
    response = learner.client.post(
        learner.url("answer"), {**learner.fields(), "question": questions, **chosen}
    )
    html = response.content.decode()

    assert response.status_code == 422
    assert html.count('class="question__error"') == 2
    assert f'value="{key("Bara på morgonen")}" checked' in html
    assert "Händerna blir smutsiga" not in html
    assert not JournalEntry.objects.exists()


def test_check_handed_in_twice_counts_one_try() -> None:
    learner = start(*TRUE_FALSE, tries=2)
    fields = learner.fields()

    for _ in range(3):
        hand_in(learner, 2, fields=fields)

    assert len(learner.recorded) == 5


def test_drawn_questions_differ_between_tries_and_stay_within_one() -> None:
    learner = start(*TRUE_FALSE, drawn=2, pass_percent=100)
    draws = set()
    for _ in range(8):
        first = shown(learner, again=True)
        assert first == shown(learner, again=True)
        assert len(first) == 2
        draws.add(tuple(first))
        hand_in(learner, 1)

    assert len(draws) > 1
    assert len(learner.recorded) == 16


def test_question_that_was_not_drawn_is_not_graded() -> None:
    learner = start(*TRUE_FALSE, drawn=2)
    drawn = shown(learner)
    other = next(
        key(f"Påstående {n}, å ä ö") for n in range(1, 6) if key(f"Påstående {n}, å ä ö") not in drawn
    )
    posted = {**learner.fields(), "question": [other], f"q-{other}": "false"}

    assert learner.client.post(learner.url("answer"), posted).status_code == 404
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("drawn", [6, 10**12])
def test_more_questions_to_draw_than_there_are_is_refused_in_the_editor(drawn: int) -> None:
    block = step_type("check")
    _kind, stored = check(*TRUE_FALSE, drawn=drawn)
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(stored))

    assert "Så många frågor finns inte." in str(refused.value.block_errors["drawn"])  # type: ignore[attr-defined]


def test_changed_pass_mark_makes_a_new_version_of_the_package() -> None:
    pages = [
        make_module_page("Prov", slug="prov", steps=[check(*TRUE_FALSE, pass_percent=percent)])
        for percent in (80, 90)
    ]
    page: ModulePage = pages[-1]

    assert len({version.stored_steps[0].package for version in page.module.versions.all()}) == 2
