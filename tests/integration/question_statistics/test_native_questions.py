"""Statistics of questions made on the site: in the author's words, continued by new versions."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from courses.models import ModulePage, Package
from courses.questions.match import _partner
from lms.attempts.actions.attempts import start_again
from lms.question_statistics.counting.actions import project_answers
from lms.question_statistics.counting.publication import publish_questions
from lms.question_statistics.models import Answer, PublishedQuestions, Question
from people.enums import RoleKind
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import image
from tests.factories.people import make_role
from tests.factories.steps.questions import (
    PICTURE,
    conversation,
    gap_text,
    hotspot,
    key,
    listed,
    match,
    multiple_choice,
    number,
    option,
    order,
    ranking,
    scene,
    screen,
    single_choice,
    text,
    true_false,
)
from tests.integration.runtimes.native.learner import Learner
from tests.migrating import migrated

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

PROMPT = "När rengör du händerna?"
BEFORE, MORNING = "Före och efter varje patient", "Bara på morgonen"


def make_page(*content: dict[str, Any]) -> ModulePage:
    return make_module_page("Hygien", slug="hygien", steps=[screen(*(content or (single_choice(),)))])


def publish_with(page: ModulePage, *content: dict[str, Any]) -> ModulePage:
    """Publish the page again with another content of its step."""
    page = ModulePage.objects.get(pk=page.pk)
    step = deepcopy(page.steps.raw_data[0])
    step["value"]["content"] = list(content)
    page.steps = page.steps.stream_block.to_python([step])
    page.save_revision().publish()
    return page


def answer(page: ModulePage, option_text: str, people: int = 1) -> None:
    for _ in range(people):
        Learner.starts(page).answers(PROMPT, key(option_text))


def cards(page: ModulePage, client: Client | None = None) -> list[Any]:
    """Count and publish; return what the trainer's page has."""
    project_answers()
    publish_questions()
    client = client or Client()
    client.force_login(make_role(RoleKind.TRAINER))
    found: list[Any] = client.get(reverse("items:module", args=[page.module.slug])).context["page"].cards
    return found


CASES = {
    "multiple": (multiple_choice(), [key("Kortärmat"), key("Handsprit")], "Handsprit, Kortärmat"),
    "true or false": (true_false(), "false", "Falskt"),
    "number": (number(), "2,50 ml", "2,5 ml"),
    "order": (
        order("Ordna", "Ett", "Två", "Tre"),
        {key("Ett"): "2", key("Två"): "1", key("Tre"): "3"},
        "Två → Ett → Tre",
    ),
    "ranking": (
        ranking("Ordna", "Tid", "Lugn"),
        {key("Tid"): "1", key("Lugn"): "2"},
        "Tid → Lugn",
    ),
    "gap text with words": (
        gap_text(has_words=True, others=listed("tvål")),
        {"1": "minst 30", "2": "tvål"},
        "minst 30, tvål",
    ),
    "hotspot": (hotspot(), key("Taket"), "Taket"),
    "match": (
        match("Para", (("Sprit", "Ofta"), ("Handskar", "Ibland"))),
        {key("Sprit"): _partner("Ibland").id, key("Handskar"): _partner("Aldrig").id},
        "Handskar → Aldrig, Sprit → Ibland",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_answer_of_each_kind_is_shown_in_the_authors_words(name: str) -> None:
    question, posted, words = CASES[name]
    image(pk=PICTURE)
    page = make_page(question)
    for _ in range(5):
        Learner.starts(page).answers(question["value"]["prompt"], posted)

    (card,) = cards(page)

    assert card.words.startswith(question["value"]["prompt"])
    assert not card.is_free_text
    assert [row.answer for row in card.first_answers] == [words]
    assert key("Handsprit") not in str(list(PublishedQuestions.objects.values()))


def test_choices_of_a_conversation_are_shown_in_the_authors_words() -> None:
    worried, end = "Dottern är orolig på ö.", "Hon tackar dig."
    scenes = (
        scene("början", worried, ("Lyssna", "Hon andas ut.", 2, "slut"), ("Gå därifrån", "", 0, "")),
        scene("slut", end, ("Ses i morgon", "", 0, "")),
    )
    page = make_module_page("Samtal", slug="samtal", steps=[conversation(*scenes)])
    for choice in [*["Lyssna"] * 5, *["Gå därifrån"] * 5]:
        learner = Learner.starts(page)
        learner.answers(worried, key(choice))
        if choice == "Lyssna":
            learner.answers(end, key("Ses i morgon"))

    found = {card.words: card for card in cards(page)}

    assert {words: sorted(row.answer for row in card.first_answers) for words, card in found.items()} == {
        worried: ["Gå därifrån", "Lyssna"],
        end: ["Ses i morgon"],
    }


def test_right_answer_and_range_are_shown_in_words() -> None:
    page = make_page(number(), single_choice())
    for _ in range(5):
        learner = Learner.starts(page)
        learner.answers("Hur många ml ger du?", "3")
        learner.answers(PROMPT, key(MORNING))

    assert {card.right_answers for card in cards(page)} == {"2,4 till 2,6 ml", BEFORE}


def test_version_with_the_same_wording_continues_the_figures() -> None:
    """The feedback, the text beside it and the options' ids have changed, but no word of the question."""
    page = make_page()
    answer(page, MORNING, 5)
    assert cards(page)[0].people == 5
    options = [
        {**each, "id": key(f"new {number}"), "value": {**each["value"], "feedback": "Tänk efter."}}
        for number, each in enumerate(single_choice()["value"]["options"])
    ]
    page = publish_with(page, text("<p>Rättat stavfel.</p>"), single_choice(options=options))
    for _ in range(5):
        Learner.starts(page).answers(PROMPT, key("new 1"))
    PublishedQuestions.objects.update(published_at="2026-01-01T00:00:00Z")

    (card,) = cards(page)

    assert Package.objects.count() == 2
    assert (card.people, [(row.answer, row.people) for row in card.first_answers]) == (10, [(MORNING, 10)])


@pytest.mark.parametrize("changed", ["prompt", "option", "added option"])
def test_version_with_another_wording_is_another_question(changed: str) -> None:
    page = make_page()
    answer(page, MORNING, 5)
    question = single_choice()
    options = question["value"]["options"]
    if changed == "prompt":
        question["value"]["prompt"] = "När spritar du händerna?"
    elif changed == "option":
        options[1]["value"]["text"] = "Bara på kvällen"
    else:
        options += listed(option("Aldrig"))
    page = publish_with(page, question)
    answer(page, MORNING, 6)

    assert [card.people for card in cards(page)] == [5, 5]
    assert Question.objects.count() == 2
    assert Answer.objects.count() == 11


def test_person_who_answers_two_versions_has_one_row() -> None:
    page = make_page()
    first = Learner.starts(page)
    first.answers(PROMPT, key(MORNING))
    question = single_choice()
    question["value"]["explanation"] = "<p>Smittan sprids av händer.</p>"
    page = publish_with(page, question)
    start_again(person=first.person, module_version=page.module.versions.latest("number"), by=first.person)
    Learner.starts(page, first.person).answers(PROMPT, key(BEFORE))

    project_answers()

    row = Answer.objects.get()
    assert (row.first_is_right, row.last_is_right) == (False, True)
    assert row.first != row.last


def test_four_new_answers_to_a_version_publish_nothing_new() -> None:
    """Whoever looks before and after few people have answered the new version sees the same."""
    page = make_page()
    answer(page, MORNING, 6)
    answer(page, BEFORE, 6)
    before = cards(page)
    page = publish_with(page, text("<p>Nytt.</p>"), single_choice(is_shuffled=True))
    PublishedQuestions.objects.update(published_at="2026-01-01T00:00:00Z")
    answer(page, MORNING, 4)
    assert cards(page) == before
    answer(page, MORNING)

    assert cards(page) != before


def test_question_answered_by_four_in_each_version_counts_as_eight() -> None:
    page = make_page()
    answer(page, MORNING, 4)
    assert cards(page) == []
    answer(publish_with(page, single_choice(is_shuffled=True)), MORNING, 4)

    assert [card.people for card in cards(page)] == [10]


def test_equal_wordings_of_two_steps_are_two_questions() -> None:
    page = make_module_page(
        slug="tva", steps=[screen(single_choice()), screen(single_choice(), title="Igen")]
    )
    learner = Learner.starts(page)
    learner.answers(PROMPT, key(MORNING))
    learner.answers(PROMPT, key(BEFORE), step=1)

    project_answers()

    assert Question.objects.count() == Answer.objects.count() == 2


def test_words_typed_in_gaps_are_not_kept() -> None:
    question = gap_text()
    page = make_page(question)
    for _ in range(5):
        typed = {"1": "30", "2": "Amina 070"}
        Learner.starts(page).answers(question["value"]["prompt"], typed)

    (card,) = cards(page)

    stored = [*Question.objects.values(), *Answer.objects.values(), *PublishedQuestions.objects.values()]
    assert "Amina" not in str(stored)
    assert card.words == "Fyll i det som saknas. Tvätta händerna i ____ sekunder och torka med ____."
    assert (card.first.few, card.is_free_text) == ("right", True)


def test_question_with_markup_and_36_options_is_shown_as_text(client: Client) -> None:
    prompt = "<script>alert(1)</script> מתי? & [,] {lang=sv}"
    texts = [f"<b>{number}</b> متى [.] {'x' * 200}" for number in range(36)]
    question = multiple_choice(prompt, options=listed(*(option(each, is_right=True) for each in texts)))
    page = make_page(question)
    for _ in range(5):
        Learner.starts(page).answers(prompt, [key(each) for each in texts])

    (card,) = cards(page, client)
    shown = client.get(reverse("items:module", args=["hygien"])).content.decode()

    assert (card.words, card.first.few) == (prompt, "wrong")
    assert card.first_answers[0].answer == ", ".join(sorted(texts))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<b>1" not in shown


def test_answer_with_36_pairs_is_cut_between_two_pairs() -> None:
    pairs = tuple((f"Sak {number}", f"Plats {number}") for number in range(36))
    page = make_page(match("Para", pairs))
    for _ in range(5):
        Learner.starts(page).answers("Para", {key(item): _partner(partner).id for item, partner in pairs})

    (card,) = cards(page)

    shown = card.first_answers[0].answer.split(", ")
    assert len(shown) > 20
    assert set(shown) <= {f"{item} → {partner}" for item, partner in pairs}


def test_rebuilding_gives_the_same_answers() -> None:
    page = make_page()
    answer(page, MORNING, 2)
    answer(publish_with(page, single_choice(is_shuffled=True)), BEFORE)
    project_answers()

    def rows() -> list[tuple[Any, ...]]:
        return sorted(Answer.objects.values_list("question__digest", "person", "first", "last"))

    before = rows()
    call_command("count_answers", "--rebuild")

    assert rows() == before


def test_page_lists_versions_of_a_step_once_and_links_to_it(client: Client) -> None:
    page = publish_with(make_page(), single_choice(is_shuffled=True))
    answer(page, MORNING, 5)
    cards(page, client)
    url = reverse("items:module", args=["hygien"])

    shown = client.get(url).context["page"]

    assert [source.title for source in shown.sources] == ["Rena händer"]
    assert url in client.get(page.url).content.decode()
    assert client.get(reverse("items:overview")).context["rows"][0].questions == 1
    exported = b"".join(client.get(reverse("items:export", args=["hygien"])).streaming_content).decode()
    assert MORNING in exported


@pytest.mark.django_db(transaction=True)
def test_migration_back_and_forth_counts_native_answers_again() -> None:
    page = make_page()
    answer(page, MORNING, 5)
    project_answers()
    with migrated(("items", "0002_position_as_a_cursor")):
        pass
    assert not Question.objects.exists()

    assert [card.people for card in cards(page)] == [5]
