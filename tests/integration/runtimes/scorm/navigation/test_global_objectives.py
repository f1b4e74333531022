"""Global objectives and shared stores that persist across package attempts, where packages say so (0018)."""

from __future__ import annotations

from typing import Any

import pytest

from courses.models import ModuleVersion, Package
from lms.attempts.actions.attempts import start_again, start_attempt
from lms.attempts.launches.actions import open_launch
from lms.attempts.models import NavigationEntry, SequencingState
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from people.models import Person
from tests.factories.packages import Sco
from tests.factories.people import PersonFactory
from tests.factories.sequencing import (
    Player,
    mapped,
    objective,
    objectives,
    rule,
    sequenced_package,
    sequencing,
)
from tests.factories.tracking import make_module

pytestmark = pytest.mark.django_db

PERSISTENT = 'adlseq:objectivesGlobalToSystem="true" adlseq:sharedDataGlobalToSystem="true"'
STORE = '<adlcp:data><adlcp:map targetID="notes"/></adlcp:data>'
PASSED: Any = {"completion_status": "completed", "success_status": "passed", "score": 0.9}

#: what was known of "known" is read by the course, which is skipped when it is satisfied; the test writes it
COURSE = Sco(
    "course",
    extra=sequencing(
        rule("preCondition", "skip", "satisfied", of="before"),
        objectives(objective("own", primary=True), objective("before", mapped("known", writes=False))),
    ),
)
TEST = Sco(
    "test", extra=sequencing(objectives(objective("it", mapped("known", writes=True), primary=True))) + STORE
)
END = Sco("end")


def package(*parts: Sco, attributes: str = PERSISTENT) -> Package:
    return sequenced_package(*(parts or (COURSE, TEST, END)), organization_attributes=attributes)


def take(version: ModuleVersion, person: Person, *, step: int = 0) -> Player:
    """The person opens a step of the module, for the first time or once more."""
    attempt = start_attempt(person=person, module_version=version, by=person)
    return Player(open_launch(attempt=attempt, step_id=version.steps[step]["id"], by=person))


def take_again(version: ModuleVersion, person: Person, *, step: int = 0) -> Player:
    start_again(person=person, module_version=version, by=person)
    return take(version, person, step=step)


def pass_the_test(player: Player) -> None:
    if player.part == "course":
        player.finish("continue", completion_status="completed", success_status="unknown")
    assert player.part == "test"
    player.finish("continue", stores={"notes": "written"}, **PASSED)


@pytest.fixture
def person() -> Person:
    return PersonFactory()


@pytest.mark.parametrize(
    ("attributes", "begins_with"),
    [
        (PERSISTENT, "test"),
        (PERSISTENT.replace("true", "false"), "course"),
        ("", "course"),  # the standard's default would be "test"
    ],
)
def test_module_taken_again_inherits_persistent_objectives_and_stores(
    person: Person, attributes: str, begins_with: str
) -> None:
    version = make_module(package(attributes=attributes))
    pass_the_test(take(version, person))

    again = take_again(version, person)

    assert again.part == begins_with
    assert again.at.shared_data == ({"notes": "written"} if attributes == PERSISTENT else {})


def test_objective_of_the_last_part_with_a_closed_tab_is_inherited_too(person: Person) -> None:
    version = make_module(package())
    player = take(version, person)
    player.finish("continue", completion_status="completed")
    player.commit(trigger="finish", exit="", **PASSED)

    assert take_again(version, person).part == "test"


@pytest.mark.parametrize("completion", ["incomplete", "completed"])
def test_test_that_was_only_opened_and_closed_passes_nobody(person: Person, completion: str) -> None:
    version = make_module(package())
    player = take(version, person)
    player.finish("continue", completion_status="completed")
    player.commit(trigger="finish", exit="", completion_status=completion, success_status="unknown")

    assert take_again(version, person).part == "course"


def test_what_is_known_is_nobody_elses_and_of_no_other_module(person: Person) -> None:
    known = package()
    version, other = make_module(known), make_module(known)
    pass_the_test(take(version, person))

    assert take(other, person).part == "course"
    assert take(version, PersonFactory()).part == "course"


def test_a_test_shortens_the_course_that_is_another_step_of_the_module(person: Person) -> None:
    version = make_module(package(TEST, END), package(COURSE, END))
    pass_the_test(take(version, person))

    assert take(version, person, step=1).part == "end"


@pytest.mark.parametrize(("written", "read"), [("mål%2520ett", "mål%20ett"), ("mål%20ett", "mål%2520ett")])
def test_objective_of_a_package_imported_undecoded_is_the_same(
    person: Person, written: str, read: str
) -> None:
    """Manifests were once stored as written: "%2520" is a "%20" that was not decoded."""
    test = Sco("test", extra=TEST.extra.replace('"known"', f'"{written}"'))
    course = Sco("course", extra=COURSE.extra.replace('"known"', f'"{read}"'))
    version = make_module(package(test, END), package(course, END))
    pass_the_test(take(version, person))

    assert take(version, person, step=1).part == "end"


def test_objective_inherits_the_value_of_the_newest_commit(person: Person) -> None:
    version = make_module(package(TEST, END), package(COURSE, TEST, END))
    pass_the_test(take(version, person))
    course = take(version, person, step=1)
    assert course.part == "test"
    course.finish("continue", completion_status="completed", success_status="failed")
    take(version, person)  # the first is opened last, without another commit

    assert take_again(version, person, step=1).part == "course"


def test_inherited_value_does_not_replace_a_newer_one(person: Person) -> None:
    version = make_module(package(TEST, END), package(COURSE, END))
    pass_the_test(take(version, person))
    course = take(version, person, step=1)
    assert course.part == "end"
    test = take(version, person)
    test.navigate("choice", "test")
    test.finish("continue", completion_status="completed", success_status="failed")
    course = take(version, person, step=1)
    course.commit(completion_status="incomplete")

    assert take_again(version, person, step=1).part == "course"


@pytest.mark.both_engines
def test_attempt_is_replayed_from_its_own_journal_alone(person: Person) -> None:
    version = make_module(package())
    pass_the_test(take(version, person))
    again = take_again(version, person)
    again.finish("continue", stores={"notes": "anew"}, **PASSED)
    SequencingState.objects.exclude(package_attempt=again.launch.package_attempt_id).update(
        engine=None, shared_data={}
    )

    assert rebuild_attempt(again.launch.attempt).differences == ()
    assert again.at.shared_data == {"notes": "anew"}


@pytest.mark.both_engines
def test_only_known_and_mapped_objectives_are_inherited(person: Person) -> None:
    version = make_module(package())
    player = take(version, person)
    player.finish("continue", completion_status="completed")
    player.finish("continue", stores={"notes": "x", "of nobody": "y"}, **PASSED)
    initial_globals: Any = (
        NavigationEntry.objects.filter(launch=take_again(version, person).launch).get().initial_globals
    )

    assert initial_globals["stores"] == {"notes": "x"}
    assert initial_globals["objectives"].keys() == {"known"}
    assert initial_globals["objectives"]["known"] == {"satisfied": True}
