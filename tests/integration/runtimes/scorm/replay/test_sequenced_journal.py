"""A sequenced package's navigations are journalled, and make with its commits what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from infrastructure.db.guards import guards_lifted
from lms.attempts.actions.attempts import start_again
from lms.attempts.models import (
    Attempt,
    NavigationEntry,
    PackageAttempt,
    ScoState,
    SequencingState,
    StepProgress,
)
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt, restore_attempt
from tests.factories.packages import Sco
from tests.factories.sequencing import (
    DONE,
    FAILED,
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

STORE = '<adlcp:data><adlcp:map targetID="shared"/></adlcp:data>'
DRAWN = (
    '<imsss:randomizationControls selectionTiming="once" selectCount="4"'
    ' randomizationTiming="onEachNewAttempt" reorderChildren="true"/>'
)


@pytest.fixture
def player() -> Player:
    """In the middle of drawn parts: one failed and taken again, one left without a word, a tab closed."""
    again = rule("postCondition", "retry", "satisfied", operator="not")
    writes = objectives(objective("own", mapped("goal", writes=True), primary=True))
    parts = [Sco(f"p{number}", extra=sequencing(again, writes) + STORE) for number in range(6)]
    player = Player.of(sequenced_package(*parts, extra=DRAWN))
    player.commit(stores={"shared": "one"}, completion_status="incomplete")
    player.finish("continue", **FAILED)
    player.navigate("choice", "nowhere")
    player.finish("continue", score=0.9, **DONE)
    player.commit(trigger="finish", exit="", completion_status="incomplete", location="3")
    player.reopen()
    player.navigate("previous")
    player.navigate("continue")
    player.commit(trigger="auto", stores={"shared": "two"}, completion_status="incomplete")
    return player


def rebuilt_differences() -> list[tuple[str, str]]:
    return [(found.sco, found.field) for found in rebuild_attempt(Attempt.objects.get()).differences]


def test_sequenced_attempt_in_the_middle_is_made_again_from_its_journals(player: Player) -> None:
    assert SequencingState.objects.get().shared_data == {"shared": "two"}
    assert NavigationEntry.objects.count() == SequencingState.objects.get().navigations

    assert rebuilt_differences() == []


def test_complete_sequenced_attempt_is_replayed_from_its_journals(player: Player) -> None:
    while player.part:
        player.finish("continue", **DONE)
    assert Completion.objects.count() == 1
    assert rebuilt_differences() == []

    player.reopen()
    person, version = player.launch.attempt.person, player.launch.attempt.module_version
    start_again(person=person, module_version=version, by=person)

    first = Attempt.objects.get(number=1)
    assert rebuild_attempt(first).differences == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda: SequencingState.objects.update(engine=None), "sequencing.engine"),
        (lambda: SequencingState.objects.update(delivered="p9"), "sequencing.delivered"),
        (lambda: SequencingState.objects.update(shared_data={}), "sequencing.shared_data"),
        (lambda: SequencingState.objects.update(navigations=99), "sequencing.navigations"),
        (lambda: SequencingState.objects.all().delete(), "sequencing.engine"),
        (lambda: PackageAttempt.objects.update(success_status="passed"), "success_status"),
        (lambda: PackageAttempt.objects.update(current_sco=""), "current_sco"),
        (lambda: ScoState.objects.update(exit="suspend"), "exit"),
    ],
)
def test_sequenced_state_when_altered_is_found_and_restored(player: Player, change: Any, field: str) -> None:
    change()
    assert field in {found for _, found in rebuilt_differences()}

    restore_attempt(attempt=Attempt.objects.get())

    assert rebuilt_differences() == []
    player.reopen()
    assert player.part


def test_sequenced_completion_when_its_step_is_lost_is_restored(player: Player) -> None:
    while player.part:
        player.finish("continue", **DONE)
    StepProgress.objects.update(done_at=None)

    restore_attempt(attempt=Attempt.objects.get())

    assert rebuilt_differences() == []
    assert Completion.objects.count() == 1


def test_sequenced_attempt_from_before_the_navigation_journal_is_kept(player: Player, capsys: Any) -> None:
    with guards_lifted(reason="a test"):
        NavigationEntry.objects.all().delete()

    call_command("replay_attempt", str(player.launch.attempt_id))

    assert "left as it is" in capsys.readouterr().out


@pytest.mark.parametrize("sql", ["UPDATE {} SET target = 'x'", "DELETE FROM {}"])
def test_navigation_journal_changed_in_sql_is_refused(player: Player, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format("tracking_navigationentry"))
