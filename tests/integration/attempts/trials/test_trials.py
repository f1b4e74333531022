"""A trial plays a draft as an attempt that counts nowhere; the same attempt at the module counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Module, ModulePage, ModuleVersion, Package
from lms.attempts.exceptions import TrialRefused
from lms.attempts.launches.actions import open_launch
from lms.attempts.models import Attempt, JournalEntry, Launch
from lms.attempts.tasks import forget_trials
from lms.attempts.trials.actions import KEPT, StartTrial
from lms.history.support.queries import find_launches
from lms.question_statistics.counting.actions import project_answers
from lms.question_statistics.models import Answer
from lms.records.models import Completion
from lms.reports.views.pages import offered_titles
from lms.runtimes.scorm.commits.actions import process_commit
from lms.xapi.collecting import collect_all_again, collect_statements
from lms.xapi.models import Statement
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Employment, Person
from tests.factories.courses import make_module_page
from tests.factories.packages import approve, make_package
from tests.factories.people import EmploymentFactory
from tests.factories.records import AssignmentFactory
from tests.factories.steps.content import content
from tests.factories.steps.questions import check, key, screen, single_choice, text
from tests.factories.tracking import body
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db

PROMPT, RIGHT = "När rengör du händerna?", "Före och efter varje patient"
PASSED = {"core": {"lesson_status": "passed", "exit": "", "session_time": "00:00:10"}}


@pytest.fixture
def trainer() -> Person:
    """A trainer who works in a unit too, so that a completion would have a stamp."""
    person = EmploymentFactory().person
    GrantRole(person=person, kind=RoleKind.TRAINER, by=None).run()
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def page(trainer: Person) -> ModulePage:
    """A published module with a draft of a question, a text and a package, required of the trainer."""
    published = make_module_page("Rena händer", slug="hander")
    package = approve(make_package(title="Öva"))
    steps = [
        screen(single_choice(), title="Fråga"),
        ("text", {"title": "Läs", "body": "<p>Ord.</p>"}),
        ("package", {"title": "Öva", "package": package.pk}),
    ]
    raw = [{"type": kind, "value": value} for kind, value in steps]
    published.steps = published.steps.stream_block.to_python(raw)
    published.save_revision()
    unit = Employment.objects.get(person=trainer).unit
    AssignmentFactory(unit=unit, module=published.module, due_on=timezone.localdate(), created_by=trainer)
    return published


def take_all(person: Person, page: ModulePage, attempt: Attempt) -> Learner:
    """Answer the question, read the text and pass the package."""
    client = Client()
    client.force_login(person)
    learner = Learner(person, page, attempt, client)
    learner.answers(PROMPT, key(RIGHT))
    client.post(learner.url("step_done", 1))
    step = attempt.module_version.steps[2]["id"]
    launch = open_launch(attempt=attempt, step_id=step, by=person)
    process_commit(launch=str(launch.uuid), body=body(PASSED))
    return learner


def traces(person: Person, page: ModulePage) -> dict[str, Any]:
    """What is stored or shown of what somebody has done, where a trial must leave nothing."""
    client = Client()
    client.force_login(person)
    unit = Employment.objects.get(person=person).unit
    collect_statements()
    project_answers()
    return {
        "completions": Completion.objects.count(),
        "statements": Statement.objects.count(),
        "answers": Answer.objects.count(),
        "titles": offered_titles(unit),
        "modules": list(Module.objects.values_list("slug", flat=True)),
        "versions": page.module.versions.count(),
        "attempts": Attempt.objects.filter(module=page.module).count(),
        "home": "Fortsätt" in client.get("/").content.decode(),
        "mine": "Rena händer" in client.get(reverse("learner:mine")).content.decode(),
    }


def test_trial_leaves_no_trace_where_the_same_attempt_does(trainer: Person, page: ModulePage) -> None:
    collect_all_again()
    before = traces(trainer, page)

    attempt = StartTrial(page=page, by=trainer).run()
    learner = take_all(trainer, page, attempt)
    result = learner.client.get(reverse("tracking:result", args=[attempt.pk])).content.decode()
    after_trial = traces(trainer, page)

    assert JournalEntry.objects.filter(launch__attempt=attempt).count() == 2
    assert "Alla steg är klara" in result
    assert "Provkörning av utkastet." in result
    assert after_trial == before

    page.get_latest_revision().publish()
    taken = Learner.starts(page, trainer)
    take_all(trainer, page, taken.attempt)
    counted = traces(trainer, page)

    assert Completion.objects.get().attempt_uuid == taken.attempt.pk
    assert counted["statements"] > before["statements"]
    assert counted["answers"] > before["answers"]
    assert counted["attempts"] == 1


def test_trial_starts_over_from_the_newest_draft_and_ends_without_rest(
    client: Client, trainer: Person, page: ModulePage
) -> None:
    client.force_login(trainer)
    url = reverse("try_module", args=[page.pk])
    first = client.post(url, follow=True)
    learner = take_all(trainer, page, Attempt.objects.get())
    raw = list(page.get_latest_revision_as_object().steps.raw_data)
    changed = {**raw[1], "value": {"title": "Nytt", "body": "<p>Ö.</p>"}}
    page.steps = page.steps.stream_block.to_python([changed])
    page.save_revision()

    again = client.post(url, follow=True)

    assert "Provkörning av utkastet." in first.content.decode()
    assert "Nytt" in again.content.decode()
    assert not Attempt.objects.filter(pk=learner.attempt.pk).exists()
    assert Attempt.objects.get().module.trial_of == page.module
    ended = client.post(url, {"end": "1"})
    assert ended.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (Attempt.objects.count(), JournalEntry.objects.count()) == (0, 0)
    assert Module.with_trials.count() == 1
    assert ModuleVersion.objects.count() == page.module.versions.count() == 1
    assert not Package.objects.filter(kind="native").exists()


def test_trial_of_unfinished_draft_leaves_those_steps_out_and_says_so(
    client: Client, trainer: Person
) -> None:
    page = make_module_page("Halvklar")
    picture = content("picture", {"image": None, "caption": ""})
    template_text = text("<p>✎ Skriv</p>")
    steps = [
        screen(text(), title="Klart"),
        screen(template_text, title="Mall"),
        screen(picture, title="Bild"),
    ]
    unfinished_check = check(single_choice(), title="Prov", drawn=5)
    raw = [{"type": kind, "value": value} for kind, value in [*steps, unfinished_check]]
    page.steps = page.steps.stream_block.to_python(raw)
    page.save_revision(clean=False)
    client.force_login(trainer)
    url = reverse("try_module", args=[page.pk])

    planned = client.get(url).content.decode()
    client.post(url)

    titles = [title for title in ("Klart", "Mall", "Bild", "Prov") if f"<li>{title}</li>" in planned]
    assert titles == ["Mall", "Bild", "Prov"]
    assert [step["title"] for step in Attempt.objects.get().module_version.steps] == ["Klart"]
    page.steps = page.steps.stream_block.to_python(raw[1:])
    page.save_revision(clean=False)
    with pytest.raises(TrialRefused, match="Inget steg är färdigt"):
        StartTrial(page=page, by=trainer).run()
    assert client.post(url).url == url


def test_trial_is_for_editors_and_its_attempt_for_its_person_alone(
    client: Client, trainer: Person, page: ModulePage
) -> None:
    attempt = StartTrial(page=page, by=trainer).run()
    other = EmploymentFactory().person
    client.force_login(other)
    slug = attempt.module.slug

    with pytest.raises(PermissionDenied):
        StartTrial(page=page, by=other).run()
    assert client.get(reverse("tracking:attempt", args=[attempt.pk])).status_code == 404
    for name in ("start", "again"):
        assert client.post(reverse(f"tracking:{name}", args=[slug])).status_code == 404
    assert client.get(reverse("try_module", args=[page.pk])).status_code in {302, 403}


def test_drafts_deleted_together_take_their_trials_with_them(trainer: Person, page: ModulePage) -> None:
    drafts = [
        page.copy(update_attrs={"slug": slug, "title": slug}, keep_live=False, copy_revisions=False)
        for slug in ("kopia", "avskrift")
    ]
    for draft in drafts:
        draft.save_revision()
        StartTrial(page=draft, by=trainer).run()
    operator = Client()
    operator.force_login(Person.objects.create_superuser("drift", password="x"))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    operator.post(f"{url}?id={drafts[0].pk}&id={drafts[1].pk}")

    assert not ModulePage.objects.filter(pk__in=[draft.pk for draft in drafts]).exists()
    assert not Attempt.objects.exists()


def test_trial_is_not_among_the_plays_that_support_looks_at(trainer: Person, page: ModulePage) -> None:
    attempt = StartTrial(page=page, by=trainer).run()
    take_all(trainer, page, attempt)
    assert Launch.objects.exists()
    operator = Client()
    operator.force_login(Person.objects.create_superuser("drift", password="x"))

    assert not find_launches().exists()
    assert operator.get(reverse("support:attempt", args=[attempt.pk])).status_code == 404


def test_deleted_page_and_old_trials_leave_no_trial(
    client: Client, trainer: Person, page: ModulePage
) -> None:
    values = {"slug": "kopia", "title": "Kopia"}
    draft = page.copy(update_attrs=values, keep_live=False, copy_revisions=False)
    draft.save_revision()
    for tried in (page, draft):
        StartTrial(page=tried, by=trainer).run()
    operator = Client()
    operator.force_login(Person.objects.create_superuser("drift", password="x"))

    operator.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))

    assert not ModulePage.objects.filter(pk=draft.pk).exists()
    assert Attempt.objects.get().module.trial_of == page.module
    assert forget_trials.call() == 0
    Module.with_trials.filter(trial_of=page.module).update(created_at=timezone.now() - KEPT * 2)
    assert forget_trials.call() == 1
    assert (Attempt.objects.count(), Module.with_trials.filter(trial_of__isnull=False).count()) == (0, 0)
