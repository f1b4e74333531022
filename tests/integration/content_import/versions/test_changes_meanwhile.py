"""A change is published while learners work in the module, or another trainer publishes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from content_import.exceptions import ChangeRefused
from content_import.versions.changes import PublishChange
from lms.attempts.actions.attempts import mark_step_done
from lms.attempts.launches.actions import open_launch
from lms.attempts.models import Attempt
from lms.runtimes.scorm.replay.actions import restore_attempt
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.integration.content_import.versions.test_changes import TITLES, begun, change, newest, text
from tests.integration.runtimes.scorm.commits.test_simultaneous import meanwhile

pytestmark = [pytest.mark.no_rerun, pytest.mark.django_db(transaction=True)]


def open_package(attempt: Attempt) -> object:
    return open_launch(attempt=attempt, step_id=attempt.module_version.steps[0]["id"], by=attempt.person)


def finish_text(attempt: Attempt) -> object:
    return mark_step_done(attempt=attempt, step_id=attempt.module_version.steps[1]["id"], by=attempt.person)


def restore(attempt: Attempt) -> object:
    return restore_attempt(attempt=attempt)


@pytest.mark.parametrize("work", [open_package, finish_text, restore])
def test_work_on_an_attempt_during_a_correction_is_done(work: Callable[[Attempt], object]) -> None:
    package = make_package(title="Händer och handskar, åäö")
    step = ("package", {"title": package.title, "package": package})
    page = make_module_page("Basala hygienrutiner", slug="hygien", steps=[step, text("Så gör du på ön")])
    by = Person.objects.create_superuser("tora", password="x")
    attempt = begun(page)
    revision = change(page, body="<p>Sprita händerna.</p>")
    results = []

    with meanwhile(lambda: results.append(work(attempt))):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()

    attempt.refresh_from_db()
    assert len(results) == 1
    assert attempt.module_version == newest(page)


def test_last_step_done_during_correction_completes_the_module() -> None:
    page = make_module_page("Basala hygienrutiner", slug="hygien", steps=[text(title) for title in TITLES])
    by = Person.objects.create_superuser("tora", password="x")
    attempt = begun(page, 0)
    step = newest(page).steps[1]["id"]
    revision = change(page, body="<p>Sprita händerna.</p>")

    with meanwhile(lambda: mark_step_done(attempt=attempt, step_id=step, by=attempt.person)):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()

    attempt.refresh_from_db()
    assert (attempt.completion.module_version.number, attempt.module_version.number) == (2, 2)


def test_two_trainers_who_publish_at_once_make_one_version() -> None:
    page = make_module_page("Basala hygienrutiner", slug="hygien", steps=[text(title) for title in TITLES])
    by = Person.objects.create_superuser("tora", password="x")
    begun(page, 0)
    revision = change(page, body="<p>Sprita händerna.</p>")
    refusals: list[ChangeRefused] = []

    def publish_too() -> None:
        try:
            PublishChange(page=page, revision_id=revision, by=by, is_correction=False).run()
        except ChangeRefused as refusal:
            refusals.append(refusal)

    with meanwhile(publish_too):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()

    assert (len(refusals), newest(page).number, newest(page).corrects.number) == (1, 2, 1)
