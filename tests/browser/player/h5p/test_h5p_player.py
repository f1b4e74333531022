"""H5P content in a real browser: answered, closed, resumed with its state, and completed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from courses.models import Package
from lms.attempts.models import ScoState
from lms.question_statistics.counting.actions import project_answers
from lms.question_statistics.models import Answer, Question
from lms.records.models import Completion
from people.models import Person
from tests.browser.axe import violations
from tests.browser.player_pages import begin, saved, shell, sign_in
from tests.factories.h5p.archives import PAGE, QUESTION, QUIZ, Library, install, make_h5p_package, script
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

RIGHT, WRONG = "Frågar hur det är", "Lyfter upp honom"
#: as in browsers that block the storage of frames
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
})"""
#: puts so much into the state that it can't be kept
LARGE = script("quiz").replace("return this.state;", 'return {...this.state, text: "å".repeat(70_000)};')


def content_of(page: Page) -> FrameLocator:
    content = shell(page).frame_locator("#content")
    expect(content.locator(".h5p-content p").first).to_be_visible()
    return content


def opened(context: BrowserContext, site: str, person: Person, package: Package) -> tuple[Page, FrameLocator]:
    """The person has begun a module of the package and opened it; return its page and content."""
    attempt = begin(person, package)
    sign_in(context, person, site)
    page = context.new_page()
    page.goto(f"{site}/lar/{attempt.uuid}/")
    return page, content_of(page)


def close(page: Page) -> None:
    page.get_by_role("button", name="Stäng").click()
    page.wait_for_url("**/utbildningar/**")


def test_question_is_resumed_with_its_state_and_completed(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    page, content = opened(phone, site, learner, make_h5p_package(tmp_path))
    address = page.url
    content.get_by_label(RIGHT).check()
    close(page)
    state = ScoState.objects.get()
    assert (state.completion_status, state.cmi["suspend_data"]) == (
        "incomplete",
        '{"0":{"state":{"chosen":0,"answered":false}}}',
    )

    page.goto(address)
    content = content_of(page)
    expect(content.get_by_label(RIGHT)).to_be_checked()
    content.get_by_role("button", name="Svara").click()
    page.get_by_role("button", name="Se hur det gick").click()
    page.wait_for_url("**/resultat/")

    state = ScoState.objects.get()
    assert state.completion_status == "completed"
    assert (state.cmi["score"]["raw"], state.cmi["score"]["scaled"]) == ("1", "1")
    (answer,) = state.cmi["interactions"].values()
    assert (answer["id"], answer["type"], answer["result"]) == ("h5p", "choice", "correct")
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d\dZ", answer["timestamp"])
    assert (answer["learner_response"], answer["description"]) == (
        "0",
        "Vad gör du först när Åke har ramlat?",
    )
    assert Completion.objects.get().person == learner
    project_answers()
    question = Question.objects.get()
    assert (question.wording, question.patterns) == (QUESTION["question"], ["0"])
    assert Answer.objects.get(question=question).first_is_right is True


def test_content_is_played_where_the_browser_gives_no_storage(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    phone.add_init_script(NO_STORAGE)
    page, content = opened(phone, site, learner, make_h5p_package(tmp_path))

    content.get_by_label(RIGHT).check()
    content.get_by_role("button", name="Svara").click()

    expect(page.get_by_role("button", name="Se hur det gick")).to_be_visible()
    expect(content.get_by_role("status")).to_be_hidden()


def test_wrong_answer_completes_with_its_score(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    page, content = opened(phone, site, learner, make_h5p_package(tmp_path))

    content.get_by_label(WRONG).check()
    content.get_by_role("button", name="Svara").click()
    expect(page.get_by_role("button", name="Se hur det gick")).to_be_visible()

    state = ScoState.objects.get()
    assert (state.completion_status, state.success_status) == ("completed", "unknown")
    assert state.cmi["score"]["raw"] == "0"


def test_content_without_result_is_completed_when_it_is_closed(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    page, _content = opened(phone, site, learner, make_h5p_package(tmp_path, PAGE))
    saved(page)
    assert not Completion.objects.exists()

    close(page)

    assert ScoState.objects.get().completion_status == "completed"
    assert Completion.objects.get().person == learner


def test_state_that_is_too_large_is_named_and_the_rest_saved(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    install(tmp_path, Library(QUIZ.name, (1, 2, 9), QUIZ.needs, LARGE))
    page, content = opened(phone, site, learner, make_h5p_package(tmp_path))

    content.get_by_label(RIGHT).check()
    expect(content.get_by_role("status")).to_contain_text("Det finns mer här än som kan sparas till senare.")
    content.get_by_role("button", name="Svara").click()
    expect(page.get_by_role("button", name="Se hur det gick")).to_be_visible()

    state = ScoState.objects.get()
    assert (state.completion_status, state.cmi.get("suspend_data", "")) == ("completed", "")


def test_content_that_fails_says_so(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    install(tmp_path, Library(QUIZ.name, (1, 2, 9), QUIZ.needs, "// no type here\n"))
    attempt = begin(learner, make_h5p_package(tmp_path))
    sign_in(phone, learner, site)
    page = phone.new_page()
    page.goto(f"{site}/lar/{attempt.uuid}/")

    content = shell(page).frame_locator("#content")

    expect(content.get_by_role("status")).to_contain_text("Det här gick inte att visa.")
    assert not ScoState.objects.filter(completion_status="completed").exists()


def test_two_learners_at_once_keep_their_own_answers(
    site: str, phone: BrowserContext, chromium: Any, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    package = make_h5p_package(tmp_path)
    other = PersonFactory(first_name="Örjan")
    computer = chromium.new_context(locale="sv-SE")
    page, content = opened(phone, site, learner, package)
    other_page, other_content = opened(computer, site, other, package)

    content.get_by_label(RIGHT).check()
    other_content.get_by_label(WRONG).check()
    content.get_by_role("button", name="Svara").click()
    other_content.get_by_role("button", name="Svara").click()
    for each in (page, other_page):
        expect(each.get_by_role("button", name="Se hur det gick")).to_be_visible()
    computer.close()

    scores = {
        state.package_attempt.attempt.person: state.cmi["score"]["raw"] for state in ScoState.objects.all()
    }
    assert scores == {learner: "1", other: "0"}


def test_page_is_confined_and_clean_under_axe(
    site: str, phone: BrowserContext, learner: Person, tmp_path: Path
) -> None:
    install(tmp_path)
    page, content = opened(phone, site, learner, make_h5p_package(tmp_path))
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))

    outcome = content.locator("body").evaluate(
        """async () => {
          const attempts = {
            // in a turn of its own: the browser lets what a test runs evaluate
            eval: () => new Promise((resolve, reject) => setTimeout(() => {
              try { resolve(eval("1")); } catch (error) { reject(error); }
            })),
            site: async () => fetch("https://example.se/"),
            top: async () => { top.document.cookie = "a=b"; },
          };
          const results = {};
          for (const [name, attempt] of Object.entries(attempts)) {
            try { await attempt(); results[name] = "allowed"; } catch (error) { results[name] = error.name; }
          }
          return results;
        }"""
    )

    assert outcome == {"eval": "EvalError", "site": "TypeError", "top": "SecurityError"}
    assert any(re.search("Content Security Policy", text) for text in blocked)
    assert violations(page) == []
