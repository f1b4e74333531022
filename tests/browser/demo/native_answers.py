"""The right answers to the questions of native demo modules, given on the page of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from courses.models import QuestionBank

Block = Mapping[str, Any]
#: what a question has, and a reflection has not
QUESTIONS = {"options", "entries", "pairs", "answer"}
TRUTH = {"true": "Sant", "false": "Falskt"}


def take_step(page: Page, step: Block, *, seen: Callable[[str], None] = lambda name: None) -> None:
    """Answer all questions of the open step; `seen` is called with a name of each state of the page."""
    expect(page.get_by_role("heading", level=1)).to_have_text(step["title"])
    seen("before")
    match step["type"]:
        case "conversation":
            _talk(page, step, seen)
        case "check":
            _answer_all(page, step)
            page.get_by_role("button", name="Lämna in").click()
            expect(page.locator(".check-result--passed")).to_be_visible()
        case "film":
            page.get_by_role("button", name="Visa alla nu").click()
            _answer_each(page, step["stops"])
        case "screen":
            # a reflection has a prompt too, and is no question
            _answer_each(page, [block for block in step["content"] if QUESTIONS & block.keys()])
    seen("after")


def _answer_each(page: Page, questions: Sequence[Block]) -> None:
    for question in questions:
        asking = _asking(page, question["prompt"])
        _answer(asking, question)
        asking.get_by_role("button", name="Svara").click()
        expect(asking.locator(".question__feedback")).to_be_visible()


def _asking(page: Page, prompt: str) -> Locator:
    return page.locator(".question").filter(has=page.get_by_text(prompt, exact=True))


def _answer_all(page: Page, step: Block) -> None:
    questions = {question["prompt"]: question for question in (*step["items"], *_bank_questions(step))}
    prompts = page.locator(".question__prompt").all_inner_texts()
    assert len(prompts) == step["drawn"]
    for prompt in prompts:
        _answer(_asking(page, prompt), questions[prompt])


def _bank_questions(step: Block) -> Iterator[Block]:
    for bank in QuestionBank.objects.filter(title=step.get("bank", {}).get("title")):
        for raw in bank.raw_questions:
            options = [item["value"] for item in raw["value"].get("options", ())]
            yield {**raw["value"], "type": raw["type"], "options": options}


def _talk(page: Page, step: Block, seen: Callable[[str], None]) -> None:
    """Choose what gives most points in each scene, until the end."""
    scenes = {scene["name"]: scene for scene in step["scenes"]}
    for number, (scene, choice) in enumerate(_best_way(scenes, step["scenes"][0]["name"])):
        expect(page.locator(".question__prompt")).to_contain_text(scene["prompt"].splitlines()[0])
        page.get_by_label(choice["text"], exact=True).check()
        page.get_by_role("button", name="Säg det").click()
        expect(page.locator(".talk__choice").nth(number)).to_contain_text(choice["text"])
        seen(f"scene {number + 1}")
    expect(page.get_by_role("link", name="Pröva en annan väg")).to_be_visible()


def _best_way(scenes: Mapping[str, Block], name: str) -> Iterator[tuple[Block, Block]]:
    while name:
        scene = scenes[name]
        choice = max(scene["choices"], key=lambda each: each["points"])
        yield scene, choice
        name = choice["leads_to"]


def _answer(asking: Locator, question: Block) -> None:
    match question["type"]:
        case "single_choice" | "multiple_choice":
            for option in question["options"]:
                if option.get("is_right"):
                    asking.get_by_label(option["text"], exact=True).check()
        case "true_false":
            asking.get_by_label(TRUTH[question["answer"]], exact=True).check()
        case "order" | "ranking":
            _arrange(asking, question["entries"])
        case "match":
            for pair in question["pairs"]:
                asking.get_by_label(pair["text"], exact=True).select_option(label=pair["partner"])
        case kind:
            raise NotImplementedError(kind)


def _arrange(asking: Locator, texts: list[str]) -> None:
    for place, text in enumerate(texts):
        button = asking.get_by_role("button", name=f"Flytta upp: {text}")
        while asking.locator(".order__text").all_text_contents().index(text) > place:
            button.click()
