"""Every kind of question, from publication to the recorded interaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from courses.models import ModuleVersionFile
from courses.questions.block_ids import BLOCK_ID
from courses.questions.kinds import QUESTION_KINDS
from courses.questions.match import _partner
from lms.records.models import Completion
from scorm.data_model.interactions import Interaction
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import image
from tests.factories.steps.questions import (
    PICTURE,
    area,
    gap_text,
    hotspot,
    key,
    listed,
    match,
    multiple_choice,
    number,
    order,
    ranking,
    screen,
    single_choice,
    true_false,
)
from tests.integration.runtimes.native.learner import Learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

STEPS = [key(text) for text in ("Sprita händerna", "Ta på handskar", "Hjälp personen", "Ta av handskar")]
WISHES = [key(text) for text in ("Tid", "Bemötande", "Kontinuitet")]
PARTNERS = {
    key("Handsprit"): "Före och efter",
    key("Handskar"): "Vid kroppsvätskor",
    key("Förkläde"): "Vid nära kontakt",
}


def places(*ids: str) -> dict[str, str]:
    return {item_id: str(place) for place, item_id in enumerate(ids, start=1)}


def partners(*texts: str) -> dict[str, str]:
    return {item: _partner(text).id for item, text in zip(PARTNERS, texts, strict=True)}


@dataclass(frozen=True)
class Case:
    """A question with an answer and what is recorded."""

    question: dict[str, Any]
    #: the field, or the fields by what follows the question's name in theirs
    posted: Any
    response: str
    result: str
    score: float
    type: str
    patterns: tuple[str, ...]
    #: what the page shows
    sentence: str = "Inte riktigt rätt."


HIDDEN = ("Tänk på tiden", "minst 30", ">papper", "Ingen tar på taket", "is_right", "[.]", "[,]")
RIGHT_ORDER = "[,]".join(STEPS)
RIGHT_PAIRS = "[,]".join(f"{item}[.]{_partner(text).id}" for item, text in PARTNERS.items())
LAST_FIRST = [STEPS[3], *STEPS[:3]]
SWAPPED = ("Vid kroppsvätskor", "Före och efter", "Vid nära kontakt")
SEVERAL = (
    area("Dörrhandtaget", 10, 10, is_right=True),
    area("Taket", 40, 10),
    area("Kranen", 10, 60, is_right=True),
)
CASES = {
    "single_choice": Case(
        single_choice(), key("Bara på morgonen"), key("Bara på morgonen"), "incorrect", 0, "choice",
        (key("Före och efter varje patient"),),
    ),
    "multiple_choice": Case(
        multiple_choice(), [key("Handsprit")], key("Handsprit"), "incorrect", 0.5, "choice",
        (f"{key('Handsprit')}[,]{key('Kortärmat')}",),
    ),
    "true_false": Case(true_false(), "false", "false", "correct", 1, "true-false", ("false",), "Rätt!"),
    "number": Case(number(), "2,6 ml", "2.6", "correct", 1, "numeric", ("2.4[:]2.6",), "Rätt!"),
    "order": Case(
        order(), places(*STEPS), RIGHT_ORDER, "correct", 1, "sequencing", (RIGHT_ORDER,), "Rätt!",
    ),
    "order partly": Case(
        order(), places(*LAST_FIRST), "[,]".join(LAST_FIRST), "incorrect", 2 / 3, "sequencing",
        (RIGHT_ORDER,), "Händerna först.",
    ),
    "match": Case(
        match(), partners(*PARTNERS.values()), RIGHT_PAIRS, "correct", 1, "matching", (RIGHT_PAIRS,), "Rätt!",
    ),
    "match partly": Case(
        match(), partners(*SWAPPED),
        "[,]".join(f"{item}[.]{partner}" for item, partner in partners(*SWAPPED).items()),
        "incorrect", 1 / 3, "matching", (RIGHT_PAIRS,), "1 av 3 är rätt.",
    ),
    "gap_text": Case(
        gap_text(), {"1": " 30\N{NO-BREAK SPACE}", "2": "PAPPER"}, "30[,]PAPPER", "correct", 1, "fill-in",
        ("minst 30[,]papper", "30[,]papper"), "Rätt!",
    ),
    "gap_text partly": Case(
        gap_text(), {"1": "Minst  30", "2": "fön"}, "Minst 30[,]fön", "incorrect", 0.5, "fill-in",
        ("minst 30[,]papper", "30[,]papper"), "1 av 2 är rätt.",
    ),
    "gap_text with words": Case(
        gap_text(has_words=True, others=listed("fön")), {"1": "minst 30", "2": "fön"}, "minst 30[,]fön",
        "incorrect", 0.5, "fill-in", ("minst 30[,]papper", "30[,]papper"), "Tänk på tiden.",
    ),
    "gap_text with other letters": Case(
        gap_text("Skriv [å]"), {"1": "a\N{COMBINING RING ABOVE}\N{RIGHT-TO-LEFT OVERRIDE}\x00"}, "å",
        "correct", 1, "fill-in", ("å",), "Rätt!",
    ),
    "gap_text without its dots": Case(
        gap_text("Skriv [å]"), {"1": "a"}, "a", "incorrect", 0, "fill-in", ("å",), "0 av 1 är rätt.",
    ),
    "gap_text with delimiters": Case(
        gap_text(), {"1": "30[,]papper", "2": "{lang=en}x"}, "30(,)papper[,](lang=en)x", "incorrect", 0,
        "fill-in", ("minst 30[,]papper", "30[,]papper"), "0 av 2 är rätt.",
    ),
    "hotspot": Case(
        hotspot(), key("Dörrhandtaget"), key("Dörrhandtaget"), "correct", 1, "choice",
        (key("Dörrhandtaget"),), "Rätt!",
    ),
    "hotspot wrong": Case(
        hotspot(), key("Taket"), key("Taket"), "incorrect", 0, "choice", (key("Dörrhandtaget"),),
        "Ingen tar på taket.",
    ),
    "hotspot of several partly": Case(
        hotspot("Var?", *SEVERAL), [key("Kranen")], key("Kranen"), "incorrect", 0.5, "choice",
        (f"{key('Dörrhandtaget')}[,]{key('Kranen')}",),
    ),
    "ranking": Case(
        ranking(), places(*reversed(WISHES)), "[,]".join(reversed(WISHES)), "neutral", 1, "sequencing", (),
        "Tack. Ditt svar är sparat.",
    ),
    "ranking with a recommendation": Case(
        ranking(is_recommended=True), places(*reversed(WISHES)), "[,]".join(reversed(WISHES)), "neutral", 1,
        "sequencing", ("[,]".join(WISHES),), "Vi rekommenderar den här ordningen:",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def picture() -> Any:
    return image(pk=PICTURE)


#: types whose responses consist of identifiers
OF_IDS = {"choice", "matching", "sequencing"}


def start(question: dict[str, Any]) -> Learner:
    return Learner.starts(make_module_page("Hygien", slug="hygien", steps=[screen(question)]))


def prompt(question: dict[str, Any]) -> str:
    text: str = question["value"]["prompt"]
    return text


def test_every_kind_of_question_has_a_case() -> None:
    assert {case.question["type"] for case in CASES.values()} == QUESTION_KINDS


@pytest.mark.parametrize("name", CASES)
def test_answer_is_graded_recorded_and_completes_the_step(name: str) -> None:
    case = CASES[name]
    learner = start(case.question)

    response = learner.answers(prompt(case.question), case.posted)

    (recorded,) = learner.interactions
    assert case.sentence in response.content.decode()
    assert recorded == Interaction(
        index=0,
        identifier=case.question["id"],
        kind=case.type,
        response=case.response,
        result=case.result,
        patterns=case.patterns,
        time=recorded.time,
        description=prompt(case.question),
    )
    assert case.type not in OF_IDS or all(map(BLOCK_ID.fullmatch, re.split(r"\[[,.]\]", recorded.response)))
    assert Completion.objects.get().person == learner.person
    block = learner.attempt.module_version.stored_steps[0].type.child_blocks["content"].child_blocks  # type: ignore[attr-defined]
    question = block[case.question["type"]]
    value = question.to_python(case.question["value"])
    assert question.grade(value, recorded.response).score == pytest.approx(case.score)


@pytest.mark.parametrize("name", CASES)
def test_recorded_answer_is_shown_again_in_its_fields(name: str) -> None:
    case = CASES[name]
    learner = start(case.question)
    learner.answers(prompt(case.question), case.posted)

    (question,) = learner.client.get(learner.url()).context["questions"].values()
    posted = {field: list(texts) for field, texts in question.entered.items()}
    learner.client.post(
        learner.url("answer"), {**learner.fields(), **posted, "question": case.question["id"]}
    )

    assert {response for response, _result in learner.recorded} == {case.response}


ORDER, MATCH, GAPS = CASES["order"], CASES["match"], CASES["gap_text"]
ATTACKS: dict[str, tuple[Case, Any]] = {
    "order without places": (ORDER, {}),
    "order with one place": (ORDER, {STEPS[0]: "1"}),
    "order with a place twice": (ORDER, {**places(*STEPS), STEPS[0]: "2"}),
    "order with place 0": (ORDER, {**places(*STEPS), STEPS[0]: "0"}),
    "order with place 5": (ORDER, {**places(*STEPS), STEPS[0]: "5"}),
    "order with long places": (ORDER, {**places(*STEPS), STEPS[0]: "1" * 10_000}),
    "order with other digits": (ORDER, {**places(*STEPS), STEPS[0]: "\N{ARABIC-INDIC DIGIT ONE}"}),
    "order of other ids": (ORDER, places(*(str(uuid4()) for _step in STEPS))),
    "order as one field": (ORDER, RIGHT_ORDER),
    "gap left empty": (GAPS, {"1": "30", "2": " \x00\N{ZERO WIDTH SPACE}"}),
    "gap with a long text": (GAPS, {"1": "30", "2": "å" * 10_000}),
    "gap with 251 characters": (GAPS, {"1": "30", "2": "å" * 251}),
    "gaps as one field": (GAPS, "30[,]papper"),
    "gap with a word that is not in the list": (CASES["gap_text with words"], {"1": "30", "2": "fön"}),
    "hotspot without an area": (CASES["hotspot"], ""),
    "hotspot with two areas where one is right": (CASES["hotspot"], [key("Taket"), key("Kranen")]),
    "hotspot with another's area": (CASES["hotspot"], str(uuid4())),
    "hotspot with all areas and another": (
        CASES["hotspot of several partly"],
        [key("Kranen"), key("Taket"), "\x00" * 10_000],
    ),
    "match without partners": (MATCH, {}),
    "match with one partner": (MATCH, {key("Handsprit"): _partner("Före och efter").id}),
    "match with another's partner": (MATCH, {**partners(*SWAPPED), key("Handskar"): str(uuid4())}),
    "match with itself": (MATCH, {item: item for item in PARTNERS}),
    "match with delimiters": (MATCH, {**partners(*SWAPPED), key("Handskar"): "[,]x[.]y"}),
    "match with NUL": (MATCH, {**partners(*SWAPPED), key("Handskar"): "\x00"}),
    "match with long text": (MATCH, {**partners(*SWAPPED), key("Handskar"): "å" * 10_000}),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_answer_that_cannot_be_read_is_refused_with_a_sentence(name: str) -> None:
    case, posted = ATTACKS[name]
    learner = start(case.question)

    response = learner.answers(prompt(case.question), posted)

    (question,) = response.context["questions"].values()
    assert response.status_code == 422
    assert question.error in response.content.decode()
    assert learner.recorded == []


def test_foreign_and_repeated_fields_change_nothing() -> None:
    learner = start(order())
    repeated = {item_id: ["4", place] for item_id, place in places(*STEPS).items()}

    learner.answers(prompt(order()), {**repeated, str(uuid4()): "1", "å": "2"})

    assert learner.recorded == [(RIGHT_ORDER, "correct")]


def test_refused_answer_is_shown_again_as_it_was_entered() -> None:
    learner = start(order())

    response = learner.answers(prompt(order()), {**places(*STEPS), STEPS[0]: "2"})

    (question,) = response.context["questions"].values()
    entered = {field.item.id: field.text for field in question.fields}
    assert entered == {STEPS[0]: "2", STEPS[1]: "2", STEPS[2]: "3", STEPS[3]: "4"}


@pytest.mark.parametrize("question", [order(), match(), gap_text(), hotspot(), ranking(is_recommended=True)])
def test_page_before_the_answer_reveals_no_order_pair_or_feedback(question: dict[str, Any]) -> None:
    learner = start(question)

    shown = learner.client.get(learner.url()).content.decode()

    for hidden in ("Händerna först.", "Läs igen.", "rekommenderar", "selected", *HIDDEN):
        assert hidden not in shown


def test_search_text_of_a_step_has_the_questions_alone() -> None:
    made = (order(), match(), gap_text(has_words=True), hotspot(), single_choice(), ranking())
    page = make_module_page("Hygien", slug="hygien", steps=[screen(*made)])

    (step,) = page.steps

    assert step.block.search_text(step.value).split("\n") == [prompt(question) for question in made]


def test_picture_of_a_question_is_protected_by_the_module_version() -> None:
    learner = start(hotspot())

    (file,) = ModuleVersionFile.objects.filter(module_version=learner.attempt.module_version)

    assert file.image_id == PICTURE


def test_ids_of_partners_do_not_reveal_the_pairs() -> None:
    learner = start(match())

    (shown,) = learner.client.get(learner.url()).context["questions"].values()

    assert {item.id for item in shown.items}.isdisjoint(choice.id for choice in shown.choices)
    other = start(
        match(pairs=(("Handskar", "Före och efter"), ("Handsprit", "Vid kroppsvätskor")), others=())
    )
    (swapped,) = other.client.get(other.url()).context["questions"].values()
    assert {choice.id for choice in swapped.choices} < {choice.id for choice in shown.choices}


def test_words_to_choose_from_reveal_no_other_right_answer() -> None:
    learner = start(gap_text(has_words=True, others=listed("fön", "handduk")))

    shown = learner.client.get(learner.url()).content.decode()

    words = re.findall(r'<option value="([^"]+)"', shown)
    assert sorted(words) == sorted(2 * ["fön", "handduk", "minst 30", "papper"])


def test_order_is_never_shown_right_before_the_answer() -> None:
    question = order("Ordna", "Ett", "Två", "Tre")
    page = make_module_page("Hygien", slug="hygien", steps=[screen(question)])
    orders = set()
    for _ in range(12):
        learner = Learner.starts(page)
        (shown,) = learner.client.get(learner.url()).context["questions"].values()
        orders.add(tuple(item.value["text"] for item in shown.items))

    assert ("Ett", "Två", "Tre") not in orders
    assert len(orders) > 1
