"""Taking a module on the site: steps, results, permissions, and messages to learners."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.attempts.enums import ProgressState
from lms.attempts.models import Attempt, Launch
from lms.attempts.progress.queries import progress_of
from lms.attempts.progress.reasons import why_not_complete
from lms.records.actions.completions import record_completion
from lms.records.models import Completion
from people.enums import RoleKind
from people.models import Person, Role
from tests.factories.packages import Sco, make_package
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.tracking import body, content_host, make_launch, make_module, relaunch, send, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client: Client) -> Person:
    person = PersonFactory()
    client.force_login(person)
    return person


def begun(person: Person, *steps: Any) -> Attempt:
    return start_attempt(person=person, module_version=make_module(*steps), by=person)


def path(name: str, attempt: Attempt, number: int = 0) -> str:
    return reverse(f"tracking:{name}", args=[attempt.uuid, attempt.module_version.steps[number]["id"]])


def test_module_of_texts_when_read_to_its_end_is_complete(client: Client, learner: Person) -> None:
    attempt = begun(learner, "Ett", "Två")

    page = client.get(reverse("tracking:attempt", args=[attempt.uuid]), follow=True)
    client.post(path("step_done", attempt, 0))
    assert not Completion.objects.exists()
    last = client.post(path("step_done", attempt, 1))

    assert "<p>Ett</p>" in page.content.decode()
    assert "Steg 1 av 2" in page.content.decode() or "Step 1 of 2" in page.content.decode()
    assert last["Location"] == reverse("tracking:result", args=[attempt.uuid])
    assert Completion.objects.get().attempt_uuid == attempt.uuid
    assert client.get(last["Location"]).status_code == 200


def test_only_step_of_a_module_is_not_numbered(client: Client, learner: Person) -> None:
    only, first = begun(learner, "Ett"), begun(learner, "Ett", "Två")

    pages = [client.get(path("step", attempt)).content.decode() for attempt in (only, first)]

    assert ["Steg 1 av" in page for page in pages] == [False, True]


def test_start_when_pressed_twice_makes_one_attempt(client: Client, learner: Person) -> None:
    slug = make_module("Ett").module.slug

    addresses = {client.post(reverse("tracking:start", args=[slug]))["Location"] for _ in range(2)}

    assert len(addresses) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.both_engines
def test_again_when_pressed_closes_the_attempt_and_keeps_its_completion(
    client: Client, learner: Person
) -> None:
    attempt = begun(learner, "Ett")
    client.post(path("step_done", attempt))

    client.post(reverse("tracking:again", args=[attempt.module.slug]))

    attempt.refresh_from_db()
    assert attempt.closed_at is not None
    assert list(Attempt.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Completion.objects.count() == 1
    assert progress_of(learner)[attempt.module_id].state == ProgressState.BEGUN


def test_attempt_when_the_module_has_a_new_version_stays_on_its_own(client: Client, learner: Person) -> None:
    attempt = begun(learner, "Ett")
    page = attempt.module.pages.get()
    page.steps.append(("text", {"title": "Nytt", "body": "<p>Nytt</p>"}))
    page.save_revision().publish()

    client.post(path("step_done", attempt))

    assert attempt.module.versions.count() == 2
    assert Completion.objects.get().module_version == attempt.module_version


@pytest.mark.parametrize("name", ["step", "step_done", "open", "state", "close", "review"])
def test_attempt_of_another_is_not_found(client: Client, learner: Person, name: str) -> None:
    other = make_launch().attempt

    for method in (client.get, client.post):
        assert method(path(name, other)).status_code in {404, 405}
    assert client.get(reverse("tracking:result", args=[other.uuid])).status_code == 404
    assert Launch.objects.count() == 1


@pytest.mark.both_engines
@pytest.mark.parametrize("name", ["step", "step_done", "open", "state", "close", "review"])
def test_step_when_there_is_none_of_that_name_is_not_there(
    client: Client, learner: Person, name: str
) -> None:
    attempt = begun(learner, make_package())
    relaunch(attempt)
    address = reverse(f"tracking:{name}", args=[attempt.uuid, "inget\x00steg"])

    statuses = {method(address).status_code for method in (client.get, client.post)}

    assert statuses <= {302, 404, 405}


@pytest.mark.parametrize("name", ["start", "again"])
def test_start_by_get_changes_nothing(client: Client, learner: Person, name: str) -> None:
    slug = make_module("Ett").module.slug

    assert client.get(reverse(f"tracking:{name}", args=[slug])).status_code == 405
    assert not Attempt.objects.exists()


@pytest.mark.both_engines
def test_page_of_the_player_when_read_opens_nothing(client: Client, learner: Person) -> None:
    attempt = begun(learner, make_package())

    assert client.get(path("step", attempt)).status_code == 200
    assert not Launch.objects.exists()


def test_module_of_another_municipality_when_started_is_not_there(client: Client, learner: Person) -> None:
    version = make_module("Ett")
    version.module.owner = MunicipalityFactory()
    version.module.save()
    start = reverse("tracking:start", args=[version.module.slug])
    assert client.post(start).status_code == 404

    EmploymentFactory(person=learner, unit=make_unit("Hos oss", municipality=version.module.owner))

    assert client.post(start).status_code == 302


def test_package_when_opened_twice_is_held_by_the_newest_and_says_so(client: Client, learner: Person) -> None:
    attempt = begun(learner, make_package())
    first, second = (client.post(path("open", attempt)).json() for _ in range(2))

    states = [client.get(path("state", attempt), {"launch": one["launch"]}).json() for one in (first, second)]

    assert [state["holds"] for state in states] == [False, True]
    assert states[0]["sentence"]
    assert first["src"].split("/l/")[0] == second["src"].split("/l/")[0]


def test_launch_when_signed_out_is_ended(client: Client, learner: Person) -> None:
    attempt = begun(learner, make_package())
    client.post(path("open", attempt))

    client.post(reverse("account_logout"))

    assert Launch.objects.get().ending == "signed_out"


def test_close_after_signing_in_again_redirects_to_the_module(client: Client, learner: Person) -> None:
    close = path("close", begun(learner, make_package()))
    client.logout()

    to_sign_in = client.post(close)
    client.force_login(learner)
    led_on = client.get(to_sign_in.url.split("next=")[1])

    assert (led_on.status_code, client.get(led_on.url).status_code) == (302, 200)


@pytest.mark.both_engines
def test_launch_when_another_session_signs_out_goes_on(client: Client, learner: Person) -> None:
    attempt = begun(learner, make_package())
    client.post(path("open", attempt))
    elsewhere = Client()
    elsewhere.force_login(learner)

    elsewhere.post(reverse("account_logout"))

    assert Launch.objects.get().ended_at is None


def test_state_when_no_launch_of_the_attempt_is_named_is_not_there(client: Client, learner: Person) -> None:
    attempt = begun(learner, make_package())

    for launch in ("", "hej", str(uuid.uuid4()), str(make_launch().uuid)):
        assert client.get(path("state", attempt), {"launch": launch}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "status"), [(None, 403), (RoleKind.MUNICIPAL_ADMIN, 403), (RoleKind.TRAINER, 200)]
)
def test_preview_is_for_trainers(client: Client, learner: Person, kind: RoleKind | None, status: int) -> None:
    if kind:
        Role.objects.create(person=learner, kind=kind, municipality=MunicipalityFactory())

    response = client.get(reverse("tracking:preview", args=[make_package().pk]))

    assert response.status_code == status


def test_preview_of_another_municipalitys_package_is_refused(client: Client, learner: Person) -> None:
    Role.objects.create(person=learner, kind=RoleKind.TRAINER, municipality=MunicipalityFactory())
    package = make_package(owner=MunicipalityFactory())

    assert client.get(reverse("tracking:preview", args=[package.pk])).status_code == 403


def test_anonymous_user_is_redirected_to_sign_in(client: Client) -> None:
    attempt = make_launch().attempt

    assert client.get(path("step", attempt)).status_code == 302


def test_actions_when_done_for_somebody_else_are_refused() -> None:
    attempt = begun(PersonFactory(), "Ett")

    with pytest.raises(PermissionError):
        mark_step_done(attempt=attempt, step_id=attempt.module_version.steps[0]["id"], by=PersonFactory())


# -- messages to learners ------------------------------------------------------------------------------------


@pytest.mark.both_engines
def test_progress_when_half_is_done_says_how_much_and_where(
    learner: Person, django_assert_num_queries: Any
) -> None:
    attempt = begun(learner, "Ett", "Två", "Tre")
    begun(learner, "Annat")
    mark_step_done(attempt=attempt, step_id=attempt.module_version.steps[0]["id"], by=learner)

    with django_assert_num_queries(2):
        progress = progress_of(learner, [attempt.module_id])

    found = progress[attempt.module_id]
    assert (found.state, found.steps_done, found.steps_total, found.minutes_left) == ("begun", 1, 3, 8)
    assert found.resume_url == reverse("tracking:attempt", args=[attempt.uuid])
    assert list(progress) == [attempt.module_id]


NAMES = ("Läs", "Första", "Andra")


def test_reasons_when_something_remains_name_each_thing(client: Client, learner: Person) -> None:
    parts = [Sco("a", "Första"), Sco("b", "Andra", mastery_score=80)]
    attempt = begun(learner, "Läs", make_package(parts, title="Öva"))
    module = attempt.module
    assert len(why_not_complete(learner, module)) == 2

    failed = {"core": {"lesson_status": "failed"}}
    send(client, relaunch(attempt), body(failed, sco="b"))
    reasons = why_not_complete(learner, module)

    assert [name in reason.sentence for name, reason in zip(NAMES, reasons, strict=True)] == [True] * 3
    assert all(reason.url for reason in reasons)


def test_reasons_when_never_begun_or_complete_are_one_or_none(learner: Person) -> None:
    version = make_module("Ett")
    assert len(why_not_complete(learner, version.module)) == 1

    attempt = start_attempt(person=learner, module_version=version, by=learner)
    mark_step_done(attempt=attempt, step_id=version.steps[0]["id"], by=learner)

    assert why_not_complete(learner, version.module) == []


def test_module_page_when_shown_offers_what_comes_next(client: Client, learner: Person) -> None:
    version = make_module("Ett", "Två")
    url = version.module.pages.get().get_url()

    fresh = client.get(url).content.decode()
    start_attempt(person=learner, module_version=version, by=learner)
    begun_page = client.get(url).content.decode()

    assert reverse("tracking:start", args=[version.module.slug]) in fresh
    assert "bar__progress" not in fresh.split("module-action")[1].split("</form>")[0]
    assert "bar__progress" in begun_page.split("module-action")[1].split("</form>")[0]


def test_module_page_with_an_expired_completion_offers_a_restart(client: Client, learner: Person) -> None:
    version = make_module("Ett")
    version.valid_months = 12
    version.save()
    attempt = start_attempt(person=learner, module_version=version, by=learner)
    long_ago = timezone.now() - dt.timedelta(days=800)
    attempt.completion = record_completion(
        person=learner, module_version=version, attempt_uuid=attempt.uuid, achieved_at=long_ago
    )
    attempt.save()

    page = client.get(version.module.pages.get().get_url()).content.decode()

    assert progress_of(learner)[attempt.module_id].state == ProgressState.NONE
    assert reverse("tracking:again", args=[version.module.slug]) in page
    assert reverse("tracking:start", args=[version.module.slug]) not in page


@pytest.mark.both_engines
def test_preview_of_several_parts_opens_them_all(client: Client, learner: Person) -> None:
    Role.objects.create(person=learner, kind=RoleKind.TRAINER)
    package = make_package([Sco("a"), Sco("b", prerequisites="a")])
    address = client.get(reverse("tracking:preview", args=[package.pk])).context["src"]
    path_of_shell = urlsplit(address).path

    shell = client.get(f"{path_of_shell}?sco=b", HTTP_HOST=content_host(package)).content.decode()

    assert '"sco": "b"' in shell
    assert "disabled" not in shell.split('id="contents"')[1]


def test_part_that_is_not_open_yet_names_the_one_to_be_done_first(client: Client) -> None:
    parts = [Sco("a", "Basala hygienrutiner"), Sco("b", "Stick och skärskador", prerequisites="a")]
    launch = make_launch(make_package(parts))

    page = client.get(f"/l/{token_of(launch)}/", HTTP_HOST=content_host(launch.package_attempt.package))

    assert "Gör först: Basala hygienrutiner" in page.content.decode()


def test_part_when_its_prerequisites_do_not_hold_is_not_played(client: Client) -> None:
    package = make_package([Sco("a"), Sco("b", prerequisites="a")])
    launch = make_launch(package)

    shell = client.get(f"/l/{token_of(launch)}/?sco=b", HTTP_HOST=content_host(package)).content.decode()

    assert '"sco": "a"' in shell


@pytest.mark.parametrize("playing", ["a", "b"])
def test_part_that_waits_for_itself_is_offered_and_played(client: Client, playing: str) -> None:
    package = make_package([Sco("a"), Sco("b", "Övning på nästa del", prerequisites="b")])
    launch = make_launch(package)

    host = content_host(package)
    shell = client.get(f"/l/{token_of(launch)}/?sco={playing}", HTTP_HOST=host).content.decode()

    assert f'"sco": "{playing}"' in shell
    assert "disabled" not in shell.split('id="contents"')[1]


def test_result_shows_the_time_that_content_has_counted(client: Client) -> None:
    launch = make_launch()
    cmi = {"core": {"lesson_status": "passed", "session_time": "0000:07:00"}}
    send(client, launch, body(cmi))
    client.force_login(launch.attempt.person)

    page = client.get(reverse("tracking:result", args=[launch.attempt_id]))

    assert page.context["duration"] == "7 minuter"
    assert "Du har lagt 7 minuter på den." in page.content.decode()
