"""The texts before the demo packages agree with the packages."""

from __future__ import annotations

import re

import pytest

from demo.catalogues.modules import module, modules
from demo.catalogues.source import Language
from demo.seeding.modules import opening_of

EACH = [(each.slug, language) for each in modules() if each.opening for language in each.languages]
NUMBERS = r"två|tre|fyra|fem|sex|sju|åtta|nio|tio|two|four|five|six|seven|eight|nine|ten"


@pytest.mark.parametrize(("slug", "language"), EACH)
def test_opening_when_it_counts_questions_says_as_many_as_the_package_has(
    slug: str, language: Language
) -> None:
    demo_module = module(slug)
    questions = len(list(demo_module.course(language).questions()))
    needed = next(n for n in range(questions + 1) if n * 100 >= (demo_module.pass_mark or 0) * questions)

    text = " ".join((opening_of(demo_module, language) or {}).values())

    counted = re.findall(r"(\d+) (?:rätt av|right out of) (\d+)", text)
    assert counted in ([], [(str(needed), str(questions))])
    assert re.findall(rf"\b(?:{NUMBERS})\b (?:rätt|right|av|out)", text, re.IGNORECASE) == []


def test_opening_of_the_hygiene_module_counts_its_six_questions() -> None:
    opening = opening_of(module("basala-hygienrutiner"), Language.SWEDISH)

    assert opening is not None
    assert "5 rätt av 6 räcker" in opening["body"]
