"""Requirements of every demo module."""

import re

import pytest

from demo.building.manifest import chapter_file
from demo.building.pages import chapter_page
from demo.catalogues.modules import DemoModule, module, modules
from demo.catalogues.source import Course, Form, Language, Screen, Standard
from tests.unit.demo.answers import right_answers, wrong_answers

LEAST_SCREENS = 8
LEAST_QUESTIONS = 3
PERSONAL_NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b")
PHONE_NUMBER = re.compile(r"(?:\+46|\b0)\d{1,3}[ -]?\d{2,3}(?:[ -]?\d{2,3}){1,2}\b")
#: of a tired reader with Swedish as a second language; a fluent one reads about 200
WORDS_A_MINUTE = 150
#: the time to think and choose, besides reading the question itself
MINUTES_A_QUESTION = 0.5
EMAIL = re.compile(r"\S+@\S+\.\S+")

EDITIONS = [(demo_module, language) for demo_module in modules() for language in demo_module.languages]
each_edition = pytest.mark.parametrize(
    ("demo_module", "language"), EDITIONS, ids=[f"{m.slug}.{language}" for m, language in EDITIONS]
)


def test_catalogue_has_the_six_modules_in_their_languages() -> None:
    editions = {demo_module.slug: set(demo_module.languages) for demo_module in modules()}

    both = {Language.SWEDISH, Language.ENGLISH}
    assert editions == {
        "anhoriga-som-partner": {Language.SWEDISH},
        "basala-hygienrutiner": both,
        "bemotande-vid-demens": {Language.SWEDISH},
        "brytpunktssamtal": {Language.SWEDISH},
        "nara-vard-i-kommunen": {Language.SWEDISH},
        "personcentrerat-forhallningssatt": both,
    }


def test_catalogue_covers_every_standard() -> None:
    assert {demo_module.standard for demo_module in modules()} == set(Standard)


@each_edition
def test_module_has_enough_screens_and_questions(demo_module: DemoModule, language: Language) -> None:
    course = demo_module.course(language)

    assert len(list(course.screens())) >= LEAST_SCREENS
    assert len(list(course.questions())) >= LEAST_QUESTIONS


@each_edition
def test_module_has_pictures_on_a_third_of_its_screens(demo_module: DemoModule, language: Language) -> None:
    screens = list(demo_module.course(language).screens())

    assert sum("![" in screen.body for screen in screens) >= len(screens) / 3


@each_edition
def test_questions_mark_exactly_the_declared_number_right(
    demo_module: DemoModule, language: Language
) -> None:
    questions = list(demo_module.course(language).questions())

    assert [len(question.right_options) for question in questions] == [
        question.right_answers_declared for question in questions
    ]


@each_edition
def test_every_option_has_feedback(demo_module: DemoModule, language: Language) -> None:
    options = [option for question in demo_module.course(language).questions() for option in question.options]

    assert [option.text for option in options if not option.feedback] == []


@each_edition
def test_every_aim_has_a_question(demo_module: DemoModule, language: Language) -> None:
    tested = {question.aim for question in demo_module.course(language).questions()}

    assert tested == {aim.id for aim in demo_module.aims}


def estimated_minutes(course: Course) -> float:
    words = sum(word_count(screen) for screen in course.screens())
    return words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(list(course.questions()))


def word_count(screen: Screen) -> int:
    """Return the number of words to read: all options, and the feedback of about half of them."""
    texts = [screen.title, screen.body, screen.instruction, *(o.text for o in screen.options)]
    feedback = sum(len(option.feedback.split()) for option in screen.options)
    return sum(len(text.split()) for text in texts) + feedback // 2


@each_edition
def test_stated_minutes_fit_the_reading_time(demo_module: DemoModule, language: Language) -> None:
    estimate = estimated_minutes(demo_module.course(language))

    # A native module has more than its texts: native.<language>.toml.
    more = 6 if demo_module.form is Form.NATIVE else 0
    assert 5 <= demo_module.minutes <= 15 + more
    assert demo_module.minutes - more - 2 <= estimate < demo_module.minutes + 0.5


@each_edition
def test_every_chapter_ends_with_a_summary(demo_module: DemoModule, language: Language) -> None:
    last_screens = [chapter.screens[-1] for chapter in demo_module.course(language).chapters]

    assert [screen.is_question for screen in last_screens] == [False] * len(last_screens)


@each_edition
def test_module_has_no_address_nor_number_of_anyone(demo_module: DemoModule, language: Language) -> None:
    course = demo_module.course(language)
    text = "\n".join(
        chapter_page(demo_module, course, chapter, language=language) for chapter in course.chapters
    ) + (demo_module.folder / "module.toml").read_text(encoding="utf-8")
    text = re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)

    assert [pattern.findall(text) for pattern in (PERSONAL_NUMBER, PHONE_NUMBER, EMAIL)] == [[], [], []]


@pytest.mark.parametrize("slug", [m.slug for m in modules() if len(m.languages) > 1])
def test_languages_of_a_module_have_the_same_shape(slug: str) -> None:
    """All languages of a module have the same questions and answers, also for the statistics."""

    def shape(language: Language) -> list[tuple[str, str, list[bool]]]:
        screens = module(slug).course(language).screens()
        return [(screen.id, screen.aim, [option.is_right for option in screen.options]) for screen in screens]

    assert shape(Language.ENGLISH) == shape(Language.SWEDISH)


def test_right_answers_are_what_the_learner_sees() -> None:
    answers = right_answers("personcentrerat-forhallningssatt")

    assert [len(texts) for texts in answers] == [1, 1, 2, 1, 1]
    assert answers[0] == ["Sätter mig på stolen bredvid och frågar hur hon har det"]


@each_edition
def test_wrong_answers_have_required_number_and_are_never_right(
    demo_module: DemoModule, language: Language
) -> None:
    right = right_answers(demo_module.slug, language)
    wrong = wrong_answers(demo_module.slug, language)

    assert [len(texts) for texts in wrong] == [len(texts) for texts in right]
    assert [texts for texts, right_texts in zip(wrong, right, strict=True) if texts == right_texts] == []


def test_unknown_module_is_refused() -> None:
    with pytest.raises(LookupError, match="no demo module “korkort”"):
        module("korkort")


def test_single_chapter_is_launched_by_index() -> None:
    course = module("brytpunktssamtal").course(Language.SWEDISH)

    assert chapter_file(course, course.chapters[0]) == "index.html"
