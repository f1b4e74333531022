"""A commit's way through the whole stack."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.attempts.actions.attempts import start_again
from lms.attempts.enums import LaunchEnding
from lms.attempts.launches.actions import close_launch, end_launches_of_session
from lms.attempts.models import JournalEntry, Launch, PackageAttempt, ScoState, StepProgress
from lms.records.models import Completion
from lms.runtimes.scorm.commits.actions import REFUSED_PER_LAUNCH
from tests.factories.packages import SCORM_2004, Folder, Sco, make_package
from tests.factories.tracking import body, make_launch, relaunch, send, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def cmi(status: str = "incomplete", **core: Any) -> dict[str, Any]:
    return {"core": {"lesson_status": status, **core}}


PASSED = cmi("passed", score={"raw": "90", "min": "0", "max": "100"})


def test_commit_when_taken_is_journalled_and_folded(client: Client) -> None:
    launch = make_launch()

    answer = send(client, launch, body(cmi(lesson_location="5"), sequence=1)).json()

    assert answer["ok"]
    assert not answer["is_repeated"]
    state = ScoState.objects.get()
    assert state.cmi == {"core": {"lesson_status": "incomplete", "lesson_location": "5"}}
    assert JournalEntry.objects.get().payload == body(cmi(lesson_location="5"), sequence=1).decode()


def test_commit_of_thirty_elements_when_ordinary_costs_six_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    launch = make_launch()
    interactions = {str(n): {"id": f"q{n}", "student_response": "a", "result": "correct"} for n in range(9)}
    full = {**cmi(lesson_location="1", session_time="00:01:00"), "interactions": interactions}
    send(client, launch, body(full, sequence=1))

    # with the two that begin and end the transaction
    with django_assert_max_num_queries(6):
        send(client, launch, body(full, sequence=2))


def test_commit_when_sent_twice_is_taken_once(client: Client) -> None:
    launch = make_launch()
    data = body(cmi(session_time="00:01:00"), sequence=1)
    send(client, launch, data)

    answer = send(client, launch, data).json()

    assert (answer["ok"], answer["is_repeated"]) == (True, True)
    assert JournalEntry.objects.count() == 1
    assert ScoState.objects.get().session_seconds == 60


def test_completion_is_recorded_with_the_step_in_the_same_commit(
    client: Client,
) -> None:
    launch = make_launch()

    answer = send(client, launch, body(PASSED)).json()

    assert (answer["package_is_done"], answer["module_is_done"]) == (True, True)
    completion = Completion.objects.get()
    assert (completion.attempt_uuid, completion.score) == (launch.attempt_id, 0.9)
    assert StepProgress.objects.get().done_at is not None
    launch.attempt.refresh_from_db()
    assert launch.attempt.completion == completion


def test_completion_when_content_writes_incomplete_afterwards_stands(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(PASSED, sequence=1))

    send(client, launch, body(cmi("incomplete"), sequence=2))

    state = ScoState.objects.get()
    assert state.cmi["core"]["lesson_status"] == "incomplete"
    assert (state.completion_status, state.success_status, state.score_scaled) == ("completed", "passed", 0.9)
    assert PackageAttempt.objects.get().completion_status == "completed"
    assert Completion.objects.count() == 1


def test_status_of_an_automatic_save_is_no_outcome_yet(client: Client) -> None:
    launch = make_launch()

    send(client, launch, body(cmi("completed"), sequence=1, trigger="auto"))
    assert not Completion.objects.exists()
    send(client, launch, body(cmi("failed"), sequence=2, trigger="content"))

    assert not Completion.objects.exists()
    assert ScoState.objects.get().success_status == "failed"


@pytest.mark.parametrize(
    ("written", "achieved"),
    [(dt.timedelta(minutes=-10), "start"), (dt.timedelta(days=1), "now"), (None, "now")],
)
def test_achieved_at_with_a_wrong_clock_is_between_launch_and_receipt(
    client: Client, written: dt.timedelta | None, achieved: str
) -> None:
    launch = make_launch()
    Launch.objects.update(started_at=timezone.now() - dt.timedelta(minutes=5))
    launch.refresh_from_db()
    written_at = {} if written is None else {"written_at": int((timezone.now() + written).timestamp() * 1000)}

    send(client, launch, body(PASSED, **written_at))

    moment = launch.started_at if achieved == "start" else timezone.now()
    assert abs(Completion.objects.get().achieved_at - moment) < dt.timedelta(seconds=5)


def test_session_time_committed_often_is_added_once_for_each_session(client: Client) -> None:
    launch = make_launch()
    for sequence, written in enumerate(("00:01:00", "00:02:00", "99:99:99"), start=1):
        send(client, launch, body(cmi(session_time=written), sequence=sequence))
    again = relaunch(launch.attempt)

    send(client, again, body(cmi(session_time="00:00:30"), session=str(uuid.uuid4())))

    state = ScoState.objects.get()
    assert (state.total_seconds, state.session_seconds) == (120, 30)


def test_2004_session_after_a_normal_exit_starts_new_and_keeps_the_record(client: Client) -> None:
    launch = make_launch(make_package(standard=SCORM_2004))
    done = {"completion_status": "completed", "location": "9", "exit": "normal", "session_time": "PT1M"}
    send(client, launch, body(done, trigger="finish"))
    again = relaunch(launch.attempt)

    send(client, again, body({"location": "1"}, session=str(uuid.uuid4())))

    state = ScoState.objects.get()
    assert (state.cmi, state.total_seconds) == ({"location": "1"}, 0)
    assert state.completion_status == "completed"


def test_sco_that_ends_without_a_status_is_completed(client: Client) -> None:
    launch = make_launch()

    send(client, launch, body(cmi(""), trigger="finish"))

    assert Completion.objects.count() == 1


# -- refused -------------------------------------------------------------------------------------------------


def refused(response: Any, status: int, code: str) -> None:
    answer = response.json()
    assert (response.status_code, answer["ok"], answer["code"]) == (status, False, code)
    assert answer["sentence"].endswith(".") or answer["sentence"].endswith("?")


def test_commit_of_a_launch_without_the_lease_is_refused(client: Client) -> None:
    old = make_launch()
    new = relaunch(old.attempt)

    refused(send(client, old, body(PASSED)), 409, "lease_lost")

    assert not ScoState.objects.exists()
    assert JournalEntry.objects.get().refusal == "lease_lost"
    assert send(client, new, body()).status_code == 200


def test_commit_when_the_attempt_was_begun_again_is_refused(client: Client) -> None:
    launch = make_launch()
    attempt = launch.attempt
    start_again(person=attempt.person, module_version=attempt.module_version, by=attempt.person)

    refused(send(client, launch, body()), 409, "ended")


def test_commit_when_its_session_signed_out_is_refused(client: Client) -> None:
    launch = make_launch(session_key="surfplattan")
    assert end_launches_of_session(session_key="surfplattan") == 1

    refused(send(client, launch, body()), 409, "ended")

    launch.refresh_from_db()
    assert launch.ending == LaunchEnding.SIGNED_OUT


def test_commit_when_the_launch_is_a_day_old_is_refused(client: Client) -> None:
    launch = make_launch()
    token = token_of(launch)
    Launch.objects.update(started_at=timezone.now() - dt.timedelta(hours=25))

    refused(send(client, launch, body(), token=token), 409, "ended")


def test_commit_when_closed_by_its_learner_is_refused(client: Client) -> None:
    launch = make_launch()
    close_launch(launch=launch, by=launch.attempt.person)

    refused(send(client, launch, body()), 409, "ended")


def test_commit_older_than_the_saved_one_is_journalled_without_a_change(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi(lesson_location="2"), sequence=2))

    answer = send(client, launch, body(cmi(lesson_location="1"), sequence=1)).json()

    assert (answer["ok"], answer["is_current"], answer["is_repeated"]) == (True, False, False)
    assert ScoState.objects.get().cmi["core"]["lesson_location"] == "2"
    assert list(JournalEntry.objects.values_list("sequence", "refusal")) == [(2, ""), (1, "")]


def test_commit_when_older_but_proving_a_completion_records_only_that(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body(cmi(lesson_location="2"), sequence=2))

    answer = send(client, launch, body({**PASSED, "suspend_data": "gammalt"}, sequence=1)).json()

    assert (answer["is_current"], answer["module_is_done"]) == (False, True)
    assert ScoState.objects.get().cmi == {"core": {"lesson_status": "incomplete", "lesson_location": "2"}}


def test_commits_when_refused_again_and_again_do_not_fill_the_journal(client: Client) -> None:
    launch = make_launch()
    many = JournalEntry(launch=launch, sequence=0, refusal="malformed")
    JournalEntry.objects.bulk_create([many] * (REFUSED_PER_LAUNCH - 1))

    for _ in range(3):
        refused(send(client, launch, b"["), 400, "malformed")

    assert JournalEntry.objects.count() == REFUSED_PER_LAUNCH
    assert send(client, launch, body(sequence=1)).json()["ok"]


def test_commit_when_malformed_is_refused_and_journalled_in_a_capped_form(client: Client) -> None:
    launch = make_launch()

    refused(send(client, launch, b'{"a": "' + b"x" * 10_000), 400, "malformed")

    entry = JournalEntry.objects.get()
    assert (entry.refusal, len(entry.payload)) == ("malformed", 4_096)


@pytest.mark.parametrize("data", [b"\xff\x00\xfe", b'{"a": "\\ud800"}', b"[" * 50_000, b'{"sequence": NaN}'])
def test_commit_when_it_is_an_attack_on_the_parser_changes_nothing(client: Client, data: bytes) -> None:
    launch = make_launch()

    refused(send(client, launch, data), 400, "malformed")

    assert JournalEntry.objects.get().refusal == "malformed"
    assert not ScoState.objects.exists()


def test_commit_when_too_large_is_refused_without_being_kept_whole(client: Client, settings: Any) -> None:
    settings.COMMIT_MAX_BYTES = 1_000
    launch = make_launch()

    refused(send(client, launch, body({"suspend_data": "x" * 5_000})), 413, "too_large")

    assert len(JournalEntry.objects.get().payload) <= 4_096


def test_commit_that_makes_the_state_too_large_is_refused(client: Client, settings: Any) -> None:
    settings.COMMIT_MAX_BYTES = 1_000
    launch = make_launch()

    def interactions(first: int) -> bytes:
        answers = {str(n): {"student_response": "x" * 100} for n in range(first, first + 5)}
        return body({"interactions": answers}, sequence=first + 1)

    answers = [send(client, launch, interactions(first)) for first in range(0, 35, 5)]

    assert [answer.status_code for answer in answers] == [200] * 6 + [413]
    refused(answers[-1], 413, "too_large")
    assert len(ScoState.objects.get().cmi["interactions"]) == 30


def test_commit_when_the_package_has_no_such_sco_is_refused(client: Client) -> None:
    refused(send(client, make_launch(), body(sco="hittepå")), 400, "malformed")


# -- several parts -------------------------------------------------------------------------------------------


def test_package_of_several_parts_when_all_are_done_is_complete(client: Client) -> None:
    parts = [Sco("a"), Folder("mapp", children=[Sco("b")]), Sco("bild", kind="asset")]
    launch = make_launch(make_package(parts))

    first = send(client, launch, body(PASSED, sequence=1, sco="a")).json()
    second = send(client, launch, body(cmi("completed"), sequence=2, sco="b")).json()
    third = send(client, launch, body({}, sequence=3, sco="bild", trigger="opened")).json()

    assert [answer["package_is_done"] for answer in (first, second, third)] == [False, False, True]
    played = PackageAttempt.objects.get()
    assert (played.completion_status, played.success_status) == ("completed", "passed")
    assert (played.score_scaled, played.current_sco) == (0.9, "bild")


def test_package_of_several_parts_when_one_is_failed_is_not_done(client: Client) -> None:
    launch = make_launch(make_package([Sco("a", mastery_score=80), Sco("b")]))
    low = cmi("completed", score={"raw": "50", "min": "0", "max": "100"})

    send(client, launch, body(low, sequence=1, sco="a"))
    send(client, launch, body(PASSED, sequence=2, sco="b"))

    played = PackageAttempt.objects.get()
    assert (played.completion_status, played.success_status) == ("incomplete", "failed")
    assert not Completion.objects.exists()


def test_folder_when_a_commit_names_it_is_refused(client: Client) -> None:
    launch = make_launch(make_package([Folder("mapp", children=[Sco("a")])]))

    refused(send(client, launch, body(sco="mapp")), 400, "malformed")


def test_answer_when_an_element_was_left_out_names_it(client: Client) -> None:
    answer = send(client, make_launch(), body(cmi(score={"raw": "hög"}))).json()

    assert answer["ignored"] == ["core.score.raw"]


def test_commit_body_when_made_by_the_factory_is_what_the_shell_writes() -> None:
    written = set(json.loads(body()))

    assert written == {"sequence", "sco", "trigger", "session", "payload"}
