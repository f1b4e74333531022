"""Support pages in the Wagtail admin: permissions, search and payloads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.attempts.enums import LaunchEnding, Refusal
from lms.attempts.models import JournalEntry, Launch, ScoState
from lms.history.models import AccessLogEntry
from lms.history.support.queries import OPEN, find_launches
from people.enums import RoleKind
from people.models import Person
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory, make_manager, make_role, make_unit
from tests.factories.tracking import CMI_12, body, make_launch, relaunch, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def operator() -> Person:
    return PersonFactory(is_superuser=True, first_name="Olle")


@pytest.fixture
def launch() -> Launch:
    person = PersonFactory(first_name="Åsa", last_name="Öberg", username="asaobe")
    return make_launch(make_package(), person=person)


def get(person: Person, name: str, *args: object, **query: object) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client.get(reverse(f"support:{name}", args=args), query)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def pages_of(launch: Launch, entry: JournalEntry) -> list[tuple[Any, ...]]:
    return [("plays",), ("attempt", launch.attempt_id), ("commit", entry.pk), ("commit_file", entry.pk)]


def supporter() -> Person:
    """Create a member of a support group, as an operator does in the settings of Wagtail."""
    group = Group.objects.create(name="Support")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "see_history"]))
    person = PersonFactory()
    person.groups.add(group)
    return person


def test_history_in_the_admin_is_for_operators_and_those_they_chose_alone(
    launch: Launch, operator: Person
) -> None:
    send(Client(), launch, body())
    entry = JournalEntry.objects.get()
    unit = make_unit("Hemtjänst")
    trainer = make_role(RoleKind.TRAINER)
    trainer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    people = {
        "operator": operator,
        "support": supporter(),
        "trainer": trainer,
        "learner": launch.attempt.person,
        "manager": make_manager(unit),
        "administrator": make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality),
        "coordinator": make_role(RoleKind.REGIONAL_COORDINATOR),
    }

    let_in = {
        name
        for name, person in people.items()
        for address in pages_of(launch, entry)
        if get(person, *address).status_code == 200
    }

    assert let_in == {"operator", "support"}
    assert not AccessLogEntry.objects.exclude(by__in=[people["operator"], people["support"]]).exists()


def test_look_when_support_opens_a_page_is_written_down_with_whose_it_was(
    launch: Launch, operator: Person
) -> None:
    send(Client(), launch, body())
    entry = JournalEntry.objects.get()

    for address in pages_of(launch, entry):
        get(operator, *address, q="åsa")

    person = launch.attempt.person_id
    assert list(AccessLogEntry.objects.order_by("pk").values_list("by", "kind", "person", "detail")) == [
        (operator.pk, "list", None, "q=åsa"),
        (operator.pk, "attempt", person, ""),
        (operator.pk, "commit", person, str(entry.pk)),
        (operator.pk, "file", person, str(entry.pk)),
    ]


def test_plays_when_searched_are_found_by_person_module_and_number(launch: Launch) -> None:
    other = make_launch(make_package(), person=PersonFactory(first_name="Bo", last_name="Ek"))
    title = launch.attempt.module_version.title.split()[0]

    def found(words: str) -> set[Any]:
        return {launch.pk for launch in find_launches(words=words)}

    assert found("") == found(title.lower()) == {launch.pk, other.pk}
    assert found("åsa") == found("öberg hyg") == found("asaobe") == {launch.pk}
    assert found(str(launch.attempt_id)) == found(f" {launch.pk} ") == {launch.pk}
    assert found("åsa finnsinte") == set()


def test_plays_when_filtered_match_the_ending_or_the_refusal(launch: Launch) -> None:
    again = relaunch(launch.attempt)
    send(Client(), launch, body())

    assert list(find_launches(ending=LaunchEnding.SUPERSEDED)) == [launch]
    assert list(find_launches(ending=OPEN)) == [again]
    assert list(find_launches(only_refused=True)) == [launch]
    assert list(find_launches(package=launch.package_attempt.package)) == [again, launch]
    assert list(find_launches(package=make_package(), ending="")) == []
    day = timezone.localdate(again.started_at)
    assert list(find_launches(since=day, until=day)) == [again, launch]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"until": "9999-12-31"}, 0),
        ({"since": "0001-01-01"}, 0),
        ({"q": "\x00"}, 0),
        ({"other": "\x00"}, 1),
        ({"package": "9" * 30}, 0),
        ({"older": "\x00"}, 1),
    ],
)
def test_plays_with_an_impossible_filter_are_a_page_all_the_same(
    launch: Launch, operator: Person, query: dict[str, str], found: int
) -> None:
    response = get(operator, "plays", **query)

    assert (response.status_code, len(response.context["plays"])) == (200, found)


def test_plays_when_there_are_more_than_a_page_go_on_where_it_ended(
    launch: Launch, operator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.history.support.views.PlaysView.per_page", 2)
    newest = [relaunch(launch.attempt) for _ in range(2)][::-1]

    first = get(operator, "plays")
    second = get(operator, "plays", older=first.context["older_than"])

    assert [play.launch for play in first.context["plays"]] == newest
    assert [play.launch for play in second.context["plays"]] == [launch]
    assert second.context["older_than"] is None


def test_plays_when_there_are_more_take_as_many_queries(launch: Launch, operator: Person) -> None:
    get(operator, "plays")
    with CaptureQueriesContext(connection) as once:
        get(operator, "plays")
    for _ in range(2):
        make_launch(make_package())

    with CaptureQueriesContext(connection) as often:
        get(operator, "plays")

    assert len(often) == len(once)


def test_attempt_when_commits_were_refused_shows_each_and_why(launch: Launch, operator: Person) -> None:
    faulty = {"core": {**CMI_12["core"], "lesson_status": "perhaps"}}
    send(Client(), launch, body(faulty))
    send(Client(), launch, b"{")
    relaunch(launch.attempt)
    send(Client(), launch, body(sequence=2))

    response = get(operator, "attempt", launch.attempt_id)

    commits = [
        (sent.entry.sequence, sent.entry.refusal, sent.ignored) for sent in response.context["commits"]
    ]
    assert commits == [
        (1, "", ("core.lesson_status",)),
        (0, Refusal.MALFORMED, ()),
        (2, Refusal.LEASE_LOST, ()),
    ]
    assert "<strong>Not taken:</strong> The module was opened somewhere else" in words(response)


def test_payload_when_hostile_is_shown_as_text_and_kept_whole_in_the_file(
    launch: Launch, operator: Person
) -> None:
    data = body({"suspend_data": HOSTILE, "core": CMI_12["core"]})
    send(Client(), launch, data)
    send(Client(), launch, HOSTILE.encode())
    entries = list(JournalEntry.objects.order_by("pk"))
    pages = [get(operator, "commit", entry.pk) for entry in entries]
    pages.append(get(operator, "attempt", launch.attempt_id))

    file = get(operator, "commit_file", entries[0].pk)

    for page in pages:
        assert HOSTILE not in page.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content.decode()
    assert file.content == data
    assert file["Content-Type"] == "application/json"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Disposition"].startswith("attachment;")


def test_payload_of_two_megabytes_is_cut_on_the_page_and_whole_in_the_file(
    launch: Launch, operator: Person
) -> None:
    payload = json.dumps({"sequence": 1, "payload": {"cmi": {"suspend_data": "å" * 2_000_000}}})
    entry = JournalEntry.objects.create(launch=launch, sequence=1, sco="del-1", payload=payload)

    attempt = get(operator, "attempt", launch.attempt_id)
    page = get(operator, "commit", entry.pk)
    file = get(operator, "commit_file", entry.pk)

    assert len(attempt.content) < 200_000
    assert "Long: open it" in words(attempt)
    assert len(page.content) < 400_000
    assert "The file has it all." in words(page)
    assert file.content.decode() == payload


def test_comparison_of_an_altered_state_shows_the_difference_alone(launch: Launch, operator: Person) -> None:
    send(Client(), launch, body())
    client = Client(headers={"accept-language": "en"})
    client.force_login(operator)
    url = reverse("support:attempt", args=[launch.attempt_id])
    assert "No difference: what is stored is what 1 commit amounts to." in words(client.post(url))
    ScoState.objects.update(score_scaled=0.5)

    response = client.post(url)

    fields = [(found.field, found.stored) for found in response.context["rebuilt"].differences]
    assert fields == [("score_scaled", 0.5)]
    assert ScoState.objects.get().score_scaled == 0.5


def test_look_when_altered_is_refused_by_the_database(launch: Launch, operator: Person) -> None:
    get(operator, "attempt", launch.attempt_id)

    with pytest.raises(Exception, match="never changed or deleted"):
        AccessLogEntry.objects.all().delete()
