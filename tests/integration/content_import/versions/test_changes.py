"""A change of a published module is shown before publication as a correction or a new version."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content_import.exceptions import ChangeRefused, CorrectionRefused
from content_import.versions.changes import PublishChange, plan_change
from courses.models import ModulePage, ModuleVersion, Package
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.attempts.models import Attempt
from lms.records.models import Completion, VersionExpiry
from people.models import Person
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.files.used_files import recording
from tests.factories.packages import Sco, approve, make_package
from tests.factories.people import EmploymentFactory, MunicipalityFactory
from tests.factories.tracking import body, relaunch, send
from tests.integration.courses.modules.test_module_admin import form, operator  # noqa: F401 - a fixture
from tests.integration.courses.test_trainers_rights import trainer

pytestmark = pytest.mark.django_db
IN_60_DAYS = timezone.localdate() + dt.timedelta(days=60)
TITLES = ("Börja här", "Så gör du på ön")


def text(title: str, words: str = "Tvätta händerna.") -> tuple[str, dict[str, Any]]:
    return "text", {"title": title, "body": f"<p>{words}</p>"}


@pytest.fixture
def page() -> ModulePage:
    return make_module_page("Basala hygienrutiner", slug="hygien", steps=[text(title) for title in TITLES])


@pytest.fixture
def by() -> Person:
    return Person.objects.create_superuser("tora", password="x")


def newest(page: ModulePage) -> ModuleVersion:
    return page.module.versions.latest("number")


def begun(page: ModulePage, *done: int) -> Attempt:
    """Return a person who has begun the module and done those steps."""
    person = EmploymentFactory().person
    version = newest(page)
    attempt = start_attempt(person=person, module_version=version, by=person)
    for number in done:
        mark_step_done(attempt=attempt, step_id=version.steps[number]["id"], by=person)
    return attempt


def change(page: ModulePage, **values: Any) -> int:
    """Save a draft with other values of the last step; return its revision."""
    draft = ModulePage.objects.get(pk=page.pk)
    raw = list(draft.steps.raw_data)
    raw[-1] = {**raw[-1], "value": {**raw[-1]["value"], **values}}
    return save(draft, raw)


def save(page: ModulePage, raw: list[dict[str, Any]]) -> int:
    page.steps = page.steps.stream_block.to_python(raw)
    return int(page.save_revision().pk)


def url(page: ModulePage) -> str:
    return reverse("publish_change", args=[page.pk])


def answer(page: ModulePage, manner: str, **values: Any) -> dict[str, Any]:
    revision = ModulePage.objects.get(pk=page.pk).latest_revision_id
    return {"manner": manner, "completions": "hold", "revision": revision, **values}


def edit(client: Client, page: ModulePage, *titles: str, **values: Any) -> Any:
    """Publish the page in the editor with those texts in its steps, which keep their ids."""
    data = form(*titles, title=page.title, slug=page.slug, valid_months="", **values)
    for number, step in enumerate(page.steps.raw_data[: len(titles)]):
        data[f"steps-{number}-id"] = step["id"]
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def test_change_of_a_begun_module_is_shown_before_publication(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page)
    begun(page, 0, 1)
    client.force_login(by)

    answered = edit(client, page, *TITLES)

    shown = client.get(url(page)).content.decode()
    assert (answered.status_code, answered["Location"], newest(page).number) == (302, url(page), 1)
    assert "1 person är mitt i." in shown
    assert "1 person är klar." in shown
    assert "<del>Tvätta händerna.</del><ins>Ord.</ins>" in shown
    assert "En rättelse – syns för alla nu" in shown


def test_change_of_a_module_that_nobody_has_begun_is_published_at_once(
    client: Client, by: Person, page: ModulePage
) -> None:
    client.force_login(by)

    edit(client, page, *TITLES)

    assert newest(page).number == 2


@pytest.mark.both_engines
def test_change_of_an_unpublished_module_is_shown_before_publication(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page, 0)
    page.unpublish()
    assert plan_change(page) is None  # unchanged, it is published again at once
    client.force_login(by)

    answered = edit(client, page, *TITLES)

    shown = client.get(url(page)).content.decode()
    assert (answered["Location"], newest(page).number) == (url(page), 1)
    assert "1 person är mitt i." in shown
    assert "den som har börjat går vidare" in shown
    client.post(url(page), answer(page, "correction"))
    page.refresh_from_db()
    assert (page.live, Attempt.objects.get().module_version.number) == (True, 2)


def test_change_outside_the_steps_leads_back_to_the_editor(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page)
    page.introduction = "Nytt: å, ä, ö."
    revision = page.save_revision()
    client.force_login(by)

    answered = client.get(url(page))

    assert (answered.status_code, plan_change(page)) == (302, None)
    with pytest.raises(ChangeRefused):
        PublishChange(page=page, revision_id=revision.pk, by=by, is_correction=True).run()


@pytest.mark.both_engines
def test_scheduled_change_is_published_without_a_question(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page)
    client.force_login(by)

    edit(client, page, *TITLES, go_live_at="2999-01-01 08:00")

    page.refresh_from_db()
    assert page.scheduled_revision is not None


def test_correction_reaches_those_in_the_middle_who_keep_their_progress(
    client: Client, by: Person, page: ModulePage
) -> None:
    attempt = begun(page, 0)
    step = newest(page).steps[1]["id"]
    change(page, body="<p>Sprita händerna på Åsgården.</p>")
    client.force_login(by)

    answered = client.post(url(page), answer(page, "correction"), follow=True)

    assert "1 person som är mitt i ser den nu." in answered.content.decode()
    attempt.refresh_from_db()
    version = newest(page)
    assert (version.number, version.corrects.number, attempt.module_version) == (2, 1, version)
    client.force_login(attempt.person)
    shown = client.get(reverse("tracking:step", args=[attempt.pk, step])).content.decode()
    assert "Sprita händerna på Åsgården." in shown
    mark_step_done(attempt=attempt, step_id=step, by=attempt.person)
    assert Completion.objects.get().module_version == version


def test_new_version_leaves_those_in_the_middle_on_theirs(
    client: Client, by: Person, page: ModulePage
) -> None:
    attempt = begun(page, 0)
    change(page, body="<p>Sprita händerna.</p>")
    client.force_login(by)

    answered = client.post(url(page), answer(page, "version"), follow=True)

    assert "är publicerad som version 2." in answered.content.decode()
    attempt.refresh_from_db()
    assert (attempt.module_version.number, newest(page).corrects) == (1, None)


def test_correction_keeps_completions_on_their_version(by: Person, page: ModulePage) -> None:
    attempt = begun(page, 0, 1)
    revision = change(page, body="<p>Sprita händerna.</p>")

    published = PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()

    attempt.refresh_from_db()
    assert (published.moved, attempt.module_version.number) == (0, 1)


@pytest.mark.both_engines
def test_correction_reaches_those_who_stayed_on_an_earlier_text(by: Person, page: ModulePage) -> None:
    attempt = begun(page, 0)
    first = change(page, body="<p>En text.</p>")
    PublishChange(page=page, revision_id=first, by=by, is_correction=False).run()
    second = change(page, body="<p>En rättad text.</p>")

    published = PublishChange(page=page, revision_id=second, by=by, is_correction=True).run()

    attempt.refresh_from_db()
    assert (published.moved, attempt.module_version) == (1, published.version)


def test_correction_does_not_reach_those_who_are_to_do_the_module_again(by: Person, page: ModulePage) -> None:
    attempt = begun(page, 0)
    first = change(page, body="<p>En ny text.</p>")
    PublishChange(page=page, revision_id=first, by=by, is_correction=False, last_valid_on=IN_60_DAYS).run()
    second = change(page, body="<p>En rättad text.</p>")

    published = PublishChange(page=page, revision_id=second, by=by, is_correction=True).run()

    attempt.refresh_from_db()
    assert (published.moved, attempt.module_version.number) == (0, 1)


def add_step(page: ModulePage) -> int:
    draft = ModulePage.objects.get(pk=page.pk)
    return save(draft, [*draft.steps.raw_data, {"type": "text", "value": text("Ett steg till")[1]}])


def remove_step(page: ModulePage) -> int:
    draft = ModulePage.objects.get(pk=page.pk)
    return save(draft, list(draft.steps.raw_data)[:1])


def reorder_steps(page: ModulePage) -> int:
    draft = ModulePage.objects.get(pk=page.pk)
    return save(draft, list(draft.steps.raw_data)[::-1])


def shorten_validity(page: ModulePage) -> int:
    page.module.valid_months = 6
    page.module.save()
    return change(page, body="<p>Sprita händerna.</p>")


@pytest.mark.parametrize("make", [add_step, remove_step, reorder_steps, shorten_validity])
def test_change_of_steps_or_rules_is_refused_as_a_correction(
    client: Client, by: Person, page: ModulePage, make: Any
) -> None:
    begun(page, 0)
    revision = make(page)
    client.force_login(by)

    with pytest.raises(CorrectionRefused):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()
    answered = client.post(url(page), answer(page, "correction"))

    assert answered.context["form"].errors["manner"]
    assert "giltighetstid har ändrats" in answered.content.decode()
    assert newest(page).number == 1
    assert (
        PublishChange(page=page, revision_id=revision, by=by, is_correction=False).run().version.number == 2
    )


def test_change_of_packages_is_refused_as_a_correction(by: Person) -> None:
    page = make_module_page("Samtalet på ö", slug="samtalet", package=PackageFactory())
    revision = change(page, package=PackageFactory().pk)

    with pytest.raises(CorrectionRefused):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()


def test_correction_with_completions_to_do_again_is_refused(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page, 0, 1)
    revision = change(page, body="<p>Sprita händerna.</p>")
    client.force_login(by)
    values = {"completions": "redo", "last_valid_on": IN_60_DAYS.isoformat()}

    with pytest.raises(CorrectionRefused):
        PublishChange(
            page=page, revision_id=revision, by=by, is_correction=True, last_valid_on=IN_60_DAYS
        ).run()
    refused = client.post(url(page), answer(page, "correction", **values))
    client.post(url(page), answer(page, "version", **values))

    assert list(refused.context["form"].errors) == ["completions"]
    assert (VersionExpiry.objects.get().module_version, newest(page).number) == (newest(page), 2)


def test_correction_with_an_open_package_goes_on_where_it_was(client: Client, by: Person) -> None:
    package: Package = approve(make_package((Sco("del-1"), Sco("del-2"))))
    steps = [("package", {"title": "Öva på ön", "package": package}), text("Läs efteråt")]
    page = make_module_page("Samtalet på ö", slug="samtalet", steps=steps)
    attempt = begun(page)
    launch = relaunch(attempt)
    assert send(client, launch, body({"core": {"lesson_status": "passed"}}, sco="del-1")).status_code == 200
    revision = change(page, body="<p>Rättat.</p>")

    published = PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()

    passed = body({"core": {"lesson_status": "passed"}}, sco="del-2", sequence=2)
    assert (published.moved, send(client, launch, passed).status_code) == (1, 200)
    launch.refresh_from_db()
    assert launch.ended_at is None
    mark_step_done(attempt=attempt, step_id=newest(page).steps[1]["id"], by=attempt.person)
    assert Completion.objects.get().module_version == published.version


def test_film_that_is_exchanged_is_named_and_may_be_a_correction(by: Person) -> None:
    from tests.factories.seminars import make_film

    old, new = recording(make_film(), "Vändning, gammal"), recording(make_film(3), "Vändning på ö, ny")
    step = {"title": "Se", "film": old, "captions": None, "summary": "<p>Ord</p>"}
    page = make_module_page("Förflyttning", slug="forflyttning", steps=[("film", step)])
    change(page, film=new.pk)

    plan = plan_change(ModulePage.objects.get())

    assert plan is not None
    ((changed),) = plan.steps
    assert plan.allows_correction
    assert "Vändning på ö, ny" in changed.details[0]


def test_change_that_somebody_edited_meanwhile_is_not_published(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page, 0)
    change(page, body="<p>Toras text.</p>")
    shown = answer(page, "correction")
    change(page, body="<p>Ruts text.</p>")
    client.force_login(by)

    refused = client.post(url(page), shown)

    assert "ändrats under tiden" in refused.content.decode()
    assert newest(page).number == 1


def test_change_that_somebody_published_meanwhile_leads_back(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page, 0)
    revision = change(page, body="<p>Toras text.</p>")
    PublishChange(page=page, revision_id=revision, by=by, is_correction=True).run()
    client.force_login(by)

    answered = client.post(url(page), answer(page, "version", revision=revision))

    assert (answered.status_code, newest(page).number) == (302, 2)
    with pytest.raises(ChangeRefused):
        PublishChange(page=page, revision_id=revision, by=by, is_correction=False).run()


def test_change_published_with_other_pages_waits_for_the_choice(
    client: Client, by: Person, page: ModulePage
) -> None:
    begun(page, 0)
    change(page, body="<p>Sprita händerna.</p>")
    client.force_login(by)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answered = client.post(f"{bulk}?id={page.pk}&next=/cms/", {"include_descendants": ""}, follow=True)

    assert "publicera den för sig" in answered.content.decode()
    assert newest(page).number == 1


def test_change_of_another_municipality_is_closed_to_a_trainer(client: Client) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    page = make_module_page("Annans modul", slug="annans", owner=other)
    begun(page)
    change(page, body="<p>Sprita händerna.</p>")
    client.force_login(trainer(own))

    answered = client.get(url(page))

    assert "Annans modul" not in answered.content.decode()
    assert answered.status_code == 404
