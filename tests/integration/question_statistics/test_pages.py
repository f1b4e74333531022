"""Pages of questions: for people who may edit the module, without names and small groups."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Module, ModulePage, Package
from lms.question_statistics.counting.publication import publish_questions
from lms.question_statistics.models import Answer, PublishedQuestions, Question
from lms.question_statistics.wagtail_hooks import questions_menu_item
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.packages import make_package
from tests.factories.people import MunicipalityFactory, PersonFactory, make_manager, make_role, make_unit
from tests.factories.question_statistics import make_answers, make_question
from tests.factories.tracking import make_module

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)


@pytest.fixture
def package() -> Package:
    return make_package(title="Handhygien")


@pytest.fixture
def module(package: Package) -> Module:
    return make_module(package).module


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(make_role(RoleKind.TRAINER))
    return client


def create_question(package: Package, identifier: str = "q1", **more: Any) -> Question:
    return make_question(package, identifier, **more)


def give_answers(question: Question, answer: str, people: int, *, day: int = 0, last: str = "") -> None:
    make_answers(question, answer, people, at=TODAY + dt.timedelta(days=day), last=last)


def publish(day: int = 0) -> int:
    return publish_questions(now=TODAY + dt.timedelta(days=day, hours=1))


def url(module: Module, name: str = "module") -> str:
    return reverse(f"items:{name}", args=[module.slug])


def shown(client: Client, module: Module) -> list[tuple[Any, ...]]:
    """Return each question of the page with its numbers."""
    cards = client.get(url(module)).context["page"].cards
    return [
        (card.words, card.people, card.first, [(row.answer, row.people) for row in card.first_answers])
        for card in cards
    ]


def test_questions_when_answered_come_the_hardest_first(
    trainer: Client, module: Module, package: Package
) -> None:
    easy, hard = (
        create_question(package, "q1", wording="Vad gör du först?"),
        create_question(package, "q2", number=1),
    )
    give_answers(easy, "a", 40)
    give_answers(easy, "b", 10)
    give_answers(hard, "a", 20)
    give_answers(hard, "c", 30)
    assert publish() == 1

    page = trainer.get(url(module)).content.decode()

    assert re.findall(r'class="item__question" dir="auto">([^<]*)<', page) == ["q2", "Vad gör du först?"]
    assert "40 % rätt, omkring 20 av 50" in page
    assert "hälften inom 20 sekunder" in page
    assert "Hemligsson" not in page


def test_questions_when_fewer_than_five_answered_are_not_shown(
    trainer: Client, module: Module, package: Package
) -> None:
    give_answers(create_question(package, "asked"), "a", 30)
    give_answers(create_question(package, "hardly-asked"), "b", 4)
    publish()

    page = trainer.get(url(module)).content.decode()

    assert "asked" in page
    assert "hardly-asked" not in page


def test_questions_when_four_people_answered_are_not_published(
    trainer: Client, module: Module, package: Package
) -> None:
    give_answers(create_question(package), "a", 4)

    assert publish() == 0
    assert "Inget att visa än" in trainer.get(url(module)).content.decode()


def test_questions_before_and_after_one_person_answered_are_the_same(
    trainer: Client, module: Module, package: Package
) -> None:
    question = create_question(package)
    give_answers(question, "a", 12)
    give_answers(question, "b", 12)
    publish()
    before = shown(trainer, module)

    give_answers(question, "b", 4, day=1)
    assert publish(day=2) == 0
    assert shown(trainer, module) == before

    give_answers(question, "b", 1, day=3)
    assert publish(day=4) == 1
    assert shown(trainer, module) != before


def test_question_with_one_new_answer_beside_five_to_others_is_the_same(
    trainer: Client, module: Module, package: Package
) -> None:
    busy, quiet = create_question(package, "busy"), create_question(package, "quiet", number=1)
    give_answers(busy, "a", 10)
    give_answers(quiet, "a", 7)
    give_answers(quiet, "b", 12)
    publish()

    def by_question() -> dict[str, tuple[Any, ...]]:
        return dict(zip(("busy", "quiet"), sorted(shown(trainer, module)), strict=True))

    before = by_question()

    give_answers(busy, "a", 5, day=1)
    give_answers(quiet, "a", 1, day=1)
    assert publish(day=2) == 1
    after = by_question()
    assert (after["busy"] != before["busy"], after["quiet"]) == (True, before["quiet"])

    give_answers(quiet, "a", 4, day=3)
    assert publish(day=4) == 1
    assert by_question()["quiet"] != before["quiet"]


@pytest.mark.both_engines
def test_first_answers_when_one_is_new_among_repeated_are_the_same(
    trainer: Client, module: Module, package: Package
) -> None:
    question = create_question(package)
    give_answers(question, "a", 7)
    give_answers(question, "b", 12)
    publish()
    before = shown(trainer, module)

    again = Answer.objects.filter(first="b").values("pk")[:4]
    Answer.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(
        last="a", last_is_right=True, changed_at=TODAY + dt.timedelta(days=1)
    )
    give_answers(question, "a", 1, day=1)

    assert publish(day=2) == 1
    assert shown(trainer, module) == before
    card = trainer.get(url(module)).context["page"].cards[0]
    assert [(row.answer, row.people) for row in card.last_answers] == [("a", 10), ("b", 10)]


@pytest.mark.both_engines
def test_questions_when_published_today_wait_for_tomorrow(module: Module, package: Package) -> None:
    question = create_question(package)
    give_answers(question, "a", 12)
    publish()
    give_answers(question, "b", 12, day=0)
    Answer.objects.filter(first="b").update(changed_at=TODAY + dt.timedelta(hours=2))

    assert publish_questions(now=TODAY + dt.timedelta(hours=12)) == 0
    assert publish(day=1) == 1


def test_questions_with_unit_or_municipality_parameter_are_those_of_all(
    trainer: Client, module: Module, package: Package
) -> None:
    """The page has no filters, so no difference of two lists can be derived."""
    give_answers(create_question(package), "a", 12)
    publish()

    plain = shown(trainer, module)
    for query in ("municipality=1", "unit=1", "start=2026-11-01&end=2026-11-02", "person=1"):
        page = trainer.get(f"{url(module)}?{query}").context["page"]
        assert [card.people for card in page.cards] == [row[1] for row in plain]


def test_questions_of_a_package_of_another_module_are_not_shown(
    trainer: Client, module: Module, package: Package
) -> None:
    foreign = make_package(title="Någon annans")
    give_answers(create_question(foreign, "främmande"), "a", 30)
    give_answers(create_question(package, "egen"), "a", 30)
    publish()

    page = trainer.get(f"{url(module)}?package={foreign.pk}").content.decode()

    assert "egen" in page
    assert "främmande" not in page


@pytest.mark.parametrize("who", ["learner", "manager", "administrator", "coordinator", "other trainer"])
def test_questions_when_opened_by_others_are_not_there(
    client: Client, module: Module, package: Package, who: str
) -> None:
    give_answers(create_question(package), "a", 30)
    publish()
    client.force_login(somebody(who))

    assert client.get(url(module)).status_code == 404
    assert client.get(url(module, "export")).status_code == 404


def somebody(who: str) -> Person:
    ale = Municipality.objects.filter(code="1440").first() or MunicipalityFactory(code="1440", name="Ale")
    return {
        "learner": lambda: PersonFactory(),
        "manager": lambda: make_manager(make_unit("Vård", municipality=ale)),
        "administrator": lambda: make_role(RoleKind.MUNICIPAL_ADMIN, municipality=ale),
        "coordinator": lambda: make_role(RoleKind.REGIONAL_COORDINATOR),
        "other trainer": lambda: make_role(RoleKind.TRAINER, municipality=ale),
    }[who]()


@pytest.mark.both_engines
def test_questions_of_a_municipal_module_are_for_its_trainers_alone(
    client: Client, module: Module, package: Package
) -> None:
    ale, other = MunicipalityFactory(code="9001"), MunicipalityFactory(code="9002")
    Module.objects.filter(pk=module.pk).update(owner=ale)
    answers = {}
    for owner in (ale, other):
        client.force_login(make_role(RoleKind.TRAINER, municipality=owner))
        listed = client.get(reverse("items:overview")).context["rows"]
        answers[owner.code] = client.get(url(module)).status_code, len(listed)

    assert answers == {"9001": (200, 1), "9002": (404, 0)}


def test_export_when_downloaded_says_what_the_page_says(
    trainer: Client, module: Module, package: Package
) -> None:
    question = create_question(package, "=1+1")
    give_answers(question, "a", 41, last="a")
    give_answers(question, "b", 2, last="a")
    publish()

    answer = trainer.get(url(module, "export"))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert rows[1:] == [
        "'=1+1;;45;20;Första svaret;–;–;a;45;ja",
        "'=1+1;;45;20;Senaste svaret;–;–;a;45;ja",
    ]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.both_engines
def test_page_with_one_and_with_thirty_questions_takes_as_many_queries(
    trainer: Client, module: Module, package: Package
) -> None:
    trainer.get(url(module))  # what is read once and kept: sites, content types
    queries = []
    for day, numbers in enumerate([range(1), range(1, 30)]):
        for number in numbers:
            give_answers(create_question(package, f"q{number}"), "a", 5, day=day)
        publish(day)
        with CaptureQueriesContext(connection) as query_counts:
            trainer.get(url(module))
        queries.append(len(query_counts))

    assert queries[0] == queries[1]
    assert PublishedQuestions.objects.get().questions[29]["people"] == 5


@pytest.mark.both_engines
def test_free_text_when_answered_is_counted_and_not_shown(
    trainer: Client, module: Module, package: Package
) -> None:
    question = create_question(package, kind="fill-in", patterns=[])
    give_answers(question, "", 12)
    Answer.objects.update(first_is_right=True)
    publish()

    page = trainer.get(url(module)).content.decode()

    assert "Svar i egna ord visas inte." in page
    assert "Färre än fem svarade fel" in page


def test_module_page_shows_trainers_the_way_and_learners_nothing(
    client: Client, module: Module, package: Package
) -> None:
    page = ModulePage.objects.get(module=module)
    seen = {}
    for who in (make_role(RoleKind.TRAINER), PersonFactory()):
        client.force_login(who)
        seen[who.pk] = url(module) in client.get(page.url).content.decode()

    assert list(seen.values()) == [True, False]


@pytest.mark.both_engines
def test_admin_when_a_module_is_edited_leads_to_its_questions(client: Client, module: Module) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    page = ModulePage.objects.get(module=module)

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert url(module) in editor


def link_words(page: str, address: str) -> set[str]:
    """Return the texts of the links to a URL."""
    links = re.findall(rf'<a[^>]*href="{re.escape(address)}"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]*>", " ", link).split()) for link in links}


def test_pages_of_questions_have_one_name_wherever_they_are_linked(client: Client, module: Module) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    page = ModulePage.objects.get(module=module)
    overview, questions = reverse("items:overview"), url(module)

    listed, figures, learners, editor = (
        client.get(address).content.decode()
        for address in (
            overview,
            reverse("reports:overview"),
            page.url,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
    )

    links = [(listed, overview), (figures, overview), (learners, questions), (editor, questions)]
    assert [link_words(text, address) for text, address in links] == [{"Svar på frågor"}] * 4
    assert re.findall("<h1>(.*?)</h1>", listed) == ["Svar på frågor"]
    assert str(questions_menu_item().label) == "Svar på frågor"


def test_published_questions_when_read_again_are_what_was_published(package: Package) -> None:
    give_answers(create_question(package), "a", 12)
    publish()

    published = PublishedQuestions.objects.get()

    assert published.published_at <= timezone.now()
    assert [question["people"] for question in published.questions] == [10]
