"""The demo packages taken as a learner would, in a real Chromium against scorm-again."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from demo.build_packages import build_package
from demo.building.manifest import chapter_file
from demo.catalogues.modules import DemoModule, module, modules
from tests.browser.axe import violations
from tests.browser.demo.package_platform import PackagePlatform, platform_with
from tests.unit.demo.answers import right_answers, wrong_answers

pytestmark = pytest.mark.headless_shell

MAIN = "personcentrerat-forhallningssatt"
SINGLE_2004 = ["brytpunktssamtal", "anhoriga-som-partner"]
SEVERAL_CHAPTERS = ["bemotande-vid-demens", "nara-vard-i-kommunen"]

Serve = Callable[..., PackagePlatform]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Build a module's package, unpack it and serve it beside scorm-again."""
    with ExitStack() as stack:

        def serve_module(slug: str, language: str = "sv") -> PackagePlatform:
            demo_module = module(slug)
            path = build_package(demo_module, language=language, out=tmp_path)
            with zipfile.ZipFile(path) as archive:
                archive.extractall(tmp_path / "package")
            return stack.enter_context(
                platform_with(tmp_path / "package", is_2004=demo_module.standard.is_2004)
            )

        yield serve_module


def content(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    content(page).get_by_role("button", name=name, exact=True).click()


def heading(page: Page) -> str:
    return content(page).get_by_role("heading", level=1).inner_text()


def take(page: Page, answers: list[list[str]], *, until: str = "Klar") -> None:
    """Go on from where the page is, answering each open question, until that button is there."""
    remaining = iter(answers)
    frame = content(page)
    expect(frame.locator("[data-buttons]")).to_be_visible()
    while not frame.get_by_role("button", name=until, exact=True).is_visible():
        if frame.get_by_role("button", name="Svara", exact=True).is_visible():
            for text in next(remaining):
                frame.get_by_label(text, exact=True).check()
            press(page, "Svara")
        press(page, "Nästa")


def interactions(cmi: dict[str, Any]) -> list[dict[str, Any]]:
    given = cmi["interactions"]
    return list(given.values()) if isinstance(given, dict) else given


def refused(page: Page) -> list[list[str]]:
    """The values that the run-time would not take: none, where each keeps the standard's grammar."""
    values: list[list[str]] = page.evaluate("refused")
    return values


def sent(page: Page) -> dict[str, str]:
    """The last value that the package sent for each element, before the run-time rewrote any."""
    values: dict[str, str] = page.evaluate("sent")
    return values


def test_scorm_12_module_taken_without_a_fault_is_passed(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, right_answers(MAIN))

    expect(content(page).get_by_text("Godkänt. Bra gjort!")).to_be_visible()
    cmi = platform.commits[-1]
    assert refused(page) == []
    assert cmi["core"]["lesson_status"] == "passed"
    assert cmi["core"]["lesson_location"] == "slut"
    assert cmi["core"]["exit"] == ""
    assert {key: cmi["core"]["score"][key] for key in ("raw", "min", "max")} == {
        "raw": "100",
        "min": "0",
        "max": "100",
    }
    assert re.fullmatch(r"\d{4}:\d\d:\d\d\.\d\d", sent(page)["cmi.core.session_time"])


def test_scorm_12_answers_are_recorded_as_interactions(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, right_answers(MAIN))

    questions = list(module(MAIN).course("sv").questions())
    recorded = interactions(platform.commits[-1])
    assert [(one["id"], one["type"], one["result"]) for one in recorded] == [
        (question.id, "choice", "correct") for question in questions
    ]
    assert [one["student_response"] for one in recorded] == ["b", "b", "{a,c}", "c", "a"]
    assert [next(iter(one["objectives"].values()))["id"] for one in recorded] == [q.aim for q in questions]
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", one["time"]) for one in recorded)
    assert re.fullmatch(r"\d{4}:\d\d:\d\d\.\d\d", sent(page)["cmi.interactions.0.latency"])


def test_progress_before_the_end_has_no_score_and_is_incomplete(serve: Serve, page: Page) -> None:
    """A platform that applies a mastery score would otherwise fail everyone who takes a pause."""
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, right_answers(MAIN), until="Svara")

    core = platform.commits[-1]["core"]
    assert (core["lesson_status"], core["exit"], core["score"]["raw"]) == ("incomplete", "suspend", "")


def test_scorm_12_module_counts_its_screens_and_questions(serve: Serve, page: Page) -> None:
    """Närlära reads these objectives (demo/README.md): SCORM 1.2 has no element for progress."""
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, right_answers(MAIN), until="Svara")
    first = counted(platform.commits[-1])
    take(page, right_answers(MAIN))

    screens = first["narlara.screens"][1]
    assert first == {"narlara.screens": ("3", screens), "narlara.questions": ("0", "5")}
    assert counted(platform.commits[-1]) == {
        "narlara.screens": (screens, screens),
        "narlara.questions": ("5", "5"),
    }


def counted(cmi: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The score, and the highest one, of each objective that counts."""
    objectives = cmi.get("objectives", {})
    each = objectives.values() if isinstance(objectives, dict) else objectives
    found = {one["id"]: (one["score"]["raw"], one["score"]["max"]) for one in each}
    return {name: count for name, count in found.items() if name.startswith("narlara.")}


@pytest.mark.parametrize(("language", "words"), [("sv", "Skärm 1 av"), ("en", "Screen 1 of")])
def test_screen_of_a_package_is_not_called_a_step(
    serve: Serve, page: Page, language: str, words: str
) -> None:
    page.goto(serve(MAIN, language).launch())

    expect(content(page).get_by_text(re.compile(f"^{words} [0-9]+"))).to_be_visible()


@pytest.mark.parametrize("slug", [MAIN, "brytpunktssamtal"])
def test_module_resumes_where_it_was_left_with_answers_kept(
    serve: Serve, phone: BrowserContext, slug: str
) -> None:
    platform = serve(slug)
    first = phone.new_page()
    first.goto(platform.launch())
    take(first, right_answers(slug), until="Svara")
    right = right_answers(slug)[0]
    for text in right:
        content(first).get_by_label(text, exact=True).check()
    press(first, "Svara")
    question = heading(first)
    press(first, "Nästa")
    left_at = heading(first)
    first.close(run_before_unload=True)
    platform.remember()

    second = phone.new_page()
    second.goto(platform.launch())

    expect(content(second).get_by_text("Välkommen tillbaka.")).to_be_visible()
    assert heading(second) == left_at
    press(second, "Tillbaka")
    assert heading(second) == question
    expect(content(second).get_by_label(right[0], exact=True)).to_be_checked()
    expect(content(second).get_by_label(right[0], exact=True)).to_be_disabled()
    expect(content(second).get_by_text("Rätt svar")).to_be_visible()


def test_leaving_the_page_ends_the_session_as_suspended(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    press(page, "Nästa")
    commits_before = len(platform.commits)

    page.goto("about:blank")

    platform.wait_for_more_than(commits_before)
    assert platform.commits[-1]["core"]["exit"] == "suspend"
    assert platform.commits[-1]["core"]["lesson_location"] == "personen-forst"


def test_failed_module_can_be_tried_again_and_passed(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    answers = right_answers(MAIN)
    take(page, [*wrong_answers(MAIN)[:2], *answers[2:]], until="Försök senare")

    expect(content(page).get_by_text("Du hade rätt på 3 av 5 frågor. Du behöver 4.")).to_be_visible()
    assert platform.commits[-1]["core"]["lesson_status"] == "failed"
    assert platform.commits[-1]["core"]["score"]["raw"] == "60"
    assert platform.commits[-1]["core"]["exit"] == "suspend"

    press(page, "Gör om 2 frågor")
    take(page, answers[:2])

    expect(content(page).get_by_text("Godkänt. Bra gjort!")).to_be_visible()
    assert platform.commits[-1]["core"]["lesson_status"] == "passed"
    assert platform.commits[-1]["core"]["score"]["raw"] == "100"
    assert [one["result"] for one in interactions(platform.commits[-1])] == [
        *["wrong"] * 2,
        *["correct"] * 5,
    ]
    assert refused(page) == []


def test_wrong_answer_tells_why_and_what_is_better(serve: Serve, page: Page) -> None:
    question = next(module(MAIN).course("sv").questions())
    page.goto(serve(MAIN).launch())
    take(page, [], until="Svara")
    content(page).get_by_label(question.options[0].text, exact=True).check()
    press(page, "Svara")

    feedback = content(page).locator("[data-feedback]:visible")
    expect(feedback).to_have_attribute("aria-live", "polite")
    assert feedback.inner_text().split("\n")[0] == "Inte riktigt"
    expect(feedback).to_contain_text("Planen är till för Ingrid, inte tvärtom.")
    expect(feedback).to_contain_text("Bra start.")
    expect(content(page).get_by_role("button", name="Nästa")).to_be_focused()


def test_question_asks_for_as_many_answers_as_it_says(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, [], until="Svara")
    press(page, "Svara")

    expect(content(page).get_by_role("status")).to_have_text("Välj ett svar först.")
    expect(content(page).get_by_role("button", name="Svara")).to_be_visible()


@pytest.mark.parametrize("slug", SINGLE_2004)
def test_scorm_2004_module_taken_without_a_fault_is_passed(serve: Serve, page: Page, slug: str) -> None:
    platform = serve(slug)
    page.goto(platform.launch())
    take(page, right_answers(slug))

    cmi = platform.commits[-1]
    assert refused(page) == []
    assert (cmi["completion_status"], cmi["success_status"], cmi["exit"]) == ("completed", "passed", "normal")
    assert (cmi["progress_measure"], cmi["location"]) == ("1", "slut")
    assert re.fullmatch(r"PT\d+H\d+M\d+(\.\d{1,2})?S", sent(page)["cmi.session_time"])
    assert {key: cmi["score"][key] for key in ("raw", "min", "max", "scaled")} == {
        "raw": "100",
        "min": "0",
        "max": "100",
        "scaled": "1",
    }
    recorded = interactions(cmi)
    assert [(one["type"], one["result"]) for one in recorded] == [("choice", "correct")] * len(recorded)
    assert all(re.fullmatch(r"[a-d](\[,\][a-d])*", one["learner_response"]) for one in recorded)


@pytest.mark.parametrize("slug", SEVERAL_CHAPTERS)
def test_module_of_several_chapters_completes_each(serve: Serve, page: Page, slug: str) -> None:
    platform = serve(slug)
    course = module(slug).course("sv")
    answers = iter(right_answers(slug))
    statuses = []
    for chapter in course.chapters:
        page.goto(platform.launch(chapter_file(course, chapter)))
        take(page, [next(answers) for _question in chapter.questions])
        cmi = platform.commits[-1]
        statuses.append(cmi["completion_status"] if platform.is_2004 else cmi["core"]["lesson_status"])
        assert refused(page) == []

    assert statuses == ["completed"] * len(course.chapters)


def test_finish_ends_the_session_and_says_that_all_is_saved(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    take(page, right_answers(MAIN))
    press(page, "Klar")

    expect(content(page).get_by_role("heading", name="Nu är du klar")).to_be_focused()
    expect(content(page).get_by_text("Allt är sparat. Du kan stänga.")).to_be_visible()
    assert page.evaluate("API.isTerminated()") is True


def test_module_works_with_the_keyboard_alone(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(platform.launch())
    content(page).get_by_role("button", name="Nästa").focus()
    page.keyboard.press("Enter")
    expect(content(page).get_by_role("heading", level=1)).to_be_focused()
    content(page).get_by_role("button", name="Nästa").focus()
    page.keyboard.press("Enter")
    content(page).get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    assert platform.commits[-1]["core"]["lesson_location"] == "fragan"
    assert interactions(platform.commits[-1])[0]["student_response"] == "b"


def test_module_without_a_platform_says_that_nothing_is_saved(serve: Serve, page: Page) -> None:
    platform = serve(MAIN)
    page.goto(f"{platform.origin}/package/index.html")

    expect(page.get_by_role("status")).to_have_text("Du provar på egen hand. Inget sparas.")
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Personen först, listan sedan")


def test_english_module_speaks_english(serve: Serve, page: Page) -> None:
    platform = serve(MAIN, "en")
    page.goto(platform.launch())
    press(page, "Next")
    press(page, "Next")
    content(page).get_by_label(right_answers(MAIN, "en")[0][0], exact=True).check()
    press(page, "Answer")

    expect(content(page).get_by_text("Right answer")).to_be_visible()
    expect(content(page).get_by_role("button", name="Back")).to_be_visible()


@pytest.mark.parametrize("demo_module", modules(), ids=lambda demo_module: demo_module.slug)
def test_every_screen_is_accessible_at_320_px(
    serve: Serve, chromium: Browser, demo_module: DemoModule
) -> None:
    """Each screen is shown once; between the checks only the colours change."""
    platform = serve(demo_module.slug)
    course = demo_module.course("sv")
    answers = iter(right_answers(demo_module.slug))
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="sv-SE")
    page = context.new_page()
    problems: list[str] = []
    questions: set[str] = set()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: questions.add(request.url.split("/")[2]))
    for chapter in course.chapters:
        page.goto(f"{platform.origin}/package/{chapter_file(course, chapter)}")
        for screen in chapter.screens:
            if screen.is_question:
                for text in next(answers):
                    page.get_by_label(text, exact=True).check()
                page.get_by_role("button", name="Svara", exact=True).click()
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append(f"{screen.id} scrolls sideways")
            problems += [f"{screen.id}: {violation}" for violation in violations(page)]
            page.emulate_media(color_scheme="dark")
            dark = violations(page, only=["color-contrast"])
            problems += [f"{screen.id}, dark: {violation}" for violation in dark]
            page.emulate_media(color_scheme="light")
            if screen is not chapter.screens[-1]:
                page.get_by_role("button", name="Nästa", exact=True).click()
    context.close()

    assert problems == []
    assert questions == {platform.origin.removeprefix("http://")}
