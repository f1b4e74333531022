"""Conversations: choices lead from scene to scene, with consequences and a score."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.blocks.stream_block import StreamBlockValidationError

from courses.steps.types import step_type
from lms.attempts.models import PackageAttempt
from lms.records.models import Completion
from tests.factories.courses import make_module_page
from tests.factories.steps.questions import conversation, key, scene
from tests.integration.runtimes.native.learner import Learner, fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

LISTEN, EXPLAIN, CALL, LEAVE, BACK = (
    "Jag ser att du är orolig.",
    "Dropp hjälper inte.",
    "Vi ringer.",
    "Jag går.",
    "Börja om",
)
WORRY = scene(
    "Oro",
    "”Hon äter ingenting nu, å.”",
    (LISTEN, "Dottern får säga vad hon är rädd för.", 2, "Rädsla"),
    (EXPLAIN, "Dottern tystnar.", 1, "Tystnad"),
)
FEAR = scene(
    "Rädsla", "”Jag är rädd att hon svälter.”", (CALL, "Sjuksköterskan kommer.", 2, ""), (LEAVE, "", 0, "")
)
SILENCE = scene("Tystnad", "Hon tittar bort.", (BACK, "Du försöker igen.", 0, "oro"), ("Vänta", "", 0, ""))


def start(**rules: Any) -> Learner:
    return Learner.starts(
        make_module_page("Samtal", slug="samtal", steps=[conversation(WORRY, FEAR, SILENCE, **rules)])
    )


def choose(learner: Learner, prompt: dict[str, Any], choice: str, *, again: bool = False) -> str:
    html = learner.client.get(learner.url() + "?again" * again).content.decode()
    response = learner.answers(prompt["value"]["prompt"], key(choice), **fields_of(html))
    return response.content.decode()


def test_choices_lead_through_scenes_with_their_consequences_to_the_end() -> None:
    learner = start()

    second = choose(learner, WORRY, LISTEN)
    end = choose(learner, FEAR, CALL)

    assert "Dottern får säga vad hon är rädd för." in second
    assert "”Jag är rädd att hon svälter.”" in second
    assert "Dottern tystnar." not in second
    assert "Sjuksköterskan kommer." in end
    assert "Samtalet är slut." in end
    assert Completion.objects.get().score == 1.0


def test_first_scene_reveals_neither_consequences_nor_other_scenes() -> None:
    learner = start()

    shown = learner.client.get(learner.url()).content.decode()

    for hidden in ("Dottern får säga", "Dottern tystnar", "svälter", "Rädsla", "points"):
        assert hidden not in shown


def test_best_way_counts_and_a_worse_one_takes_nothing_away() -> None:
    learner = start(pass_percent=80)

    choose(learner, WORRY, LISTEN)
    failed = choose(learner, FEAR, LEAVE)
    choose(learner, WORRY, LISTEN, again=True)
    choose(learner, FEAR, CALL)
    choose(learner, WORRY, EXPLAIN, again=True)
    choose(learner, SILENCE, "Vänta")

    row = PackageAttempt.objects.get()
    assert "80 % behövs för att bli godkänd." in failed
    assert (row.completion_status, row.success_status, row.score_scaled) == ("completed", "passed", 1.0)


def test_conversation_that_leads_back_goes_on_and_ends() -> None:
    learner = start()
    for _ in range(3):
        choose(learner, WORRY, EXPLAIN)
        choose(learner, SILENCE, BACK)
    choose(learner, WORRY, LISTEN)
    choose(learner, FEAR, CALL)

    assert len(learner.recorded) == 8
    assert Completion.objects.exists()


def test_choice_of_another_scene_than_the_present_one_is_not_found() -> None:
    learner = start()

    assert learner.answers(FEAR["value"]["prompt"], key(CALL)).status_code == 404
    assert learner.answers(WORRY["value"]["prompt"], key(CALL)).status_code == 422
    assert learner.recorded == []


@pytest.mark.parametrize(
    ("scenes", "problem"),
    [
        ([scene("A", "a", ("x", "", 0, "B"))], "ingen scen heter så"),
        ([scene("A", "a", ("x", "", 0, "A"))], "tar aldrig slut"),
        ([scene("A", "a", ("x", "", 0, "b")), scene("B", "b", ("y", "", 0, "a"))], "tar aldrig slut"),
        ([scene("A", "a", ("x", "", 0, "")), scene("B", "b", ("y", "", 0, ""))], "Inget val leder till"),
        ([scene("A", "a", ("x", "", 0, "")), scene("a ", "b", ("y", "", 0, ""))], "Två scener heter"),
    ],
)
def test_scenes_that_lead_nowhere_are_refused_in_the_editor(scenes: list[Any], problem: str) -> None:
    block = step_type("conversation").child_blocks["scenes"]

    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(block.to_python(scenes))

    assert problem in str(refused.value.non_block_errors)
