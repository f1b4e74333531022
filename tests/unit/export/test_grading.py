"""The exported player reads and grades answers as the site does, for every kind of question."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.http import QueryDict

from courses.questions.base import QuestionBlock
from courses.questions.kinds import QUESTION_KINDS, question_blocks
from courses.questions.match import _partner
from courses.questions.scene import SceneBlock
from tests.factories.steps.questions import (
    gap_text,
    hotspot,
    key,
    listed,
    match,
    multiple_choice,
    number,
    order,
    ranking,
    scene,
    single_choice,
    true_false,
)
from tests.source_files import ROOT

BLOCKS: dict[str, QuestionBlock] = {**dict(question_blocks()), "scene": SceneBlock()}
SEARCHED = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
NAME = "q-1"
Posted = Mapping[str, str | Sequence[str]]

RIGHT = key("Före och efter varje patient")
STEPS = [key(text) for text in ("Sprita händerna", "Ta på handskar", "Hjälp personen", "Ta av handskar")]
WISHES = [key(text) for text in ("Tid", "Bemötande", "Kontinuitet")]
PAIRS = [key(text) for text in ("Handsprit", "Handskar", "Förkläde")]
TALK = scene("oro", "Vad gör du?", ("Lyssna", "", 3, ""), ("Säg hej", "", 1, ""), ("Gå", "", 0, ""))


def places(*ids: str) -> Posted:
    return {f"{NAME}-{each}": str(place) for place, each in enumerate(ids, start=1)}


def partners(*texts: str) -> Posted:
    return {f"{NAME}-{item}": _partner(text).id for item, text in zip(PAIRS, texts, strict=True)}


def gaps(*texts: str) -> Posted:
    return {f"{NAME}-{index}": text for index, text in enumerate(texts, start=1)}


#: question, and what is posted for it
CASES: list[tuple[dict[str, Any], Posted]] = [
    (single_choice(), {NAME: RIGHT}),
    (single_choice(), {NAME: key("Bara på morgonen")}),
    (single_choice(), {NAME: [RIGHT, key("Bara på morgonen")]}),
    (single_choice(), {}),
    (single_choice(), {NAME: "annat"}),
    (multiple_choice(), {NAME: [key("Handsprit"), key("Kortärmat")]}),
    (multiple_choice(), {NAME: [key("Ringar"), key("Kortärmat"), key("Handsprit")]}),
    (multiple_choice(), {NAME: [key("Ringar")]}),
    (true_false(), {NAME: "false"}),
    (true_false(), {NAME: "true"}),
    (true_false(), {NAME: "kanske"}),
    *((number(), {NAME: text}) for text in ("2,5", "2.6 ml", "2.61", "2.4", " 02.50 ", "+2.5", "1 000", "")),
    *((number(), {NAME: text}) for text in ("\u22122.5", ".5", "5.", "1e3", "två", "9" * 21, "-", "2,5,1")),
    (number(answer="0.3", tolerance="0"), {NAME: "0,3"}),
    (order(), places(*STEPS)),
    (order(), places(STEPS[1], STEPS[2], STEPS[3], STEPS[0])),
    (order(), {**places(*STEPS), f"{NAME}-{STEPS[0]}": "2"}),
    (ranking(), places(*WISHES)),
    (ranking(), places(*WISHES[:2])),
    (match(), partners("Före och efter", "Vid kroppsvätskor", "Vid nära kontakt")),
    (match(), partners("Före och efter", "Aldrig", "Vid kroppsvätskor")),
    (match(), {**partners("Aldrig", "Aldrig", "Aldrig"), f"{NAME}-{PAIRS[0]}": ""}),
    (gap_text(), gaps("minst 30", "papper")),
    (gap_text(), gaps("  MINST\u00a0 30 ", "pap\u00adper")),
    (gap_text(), gaps("30", "[handduk]")),
    (gap_text(), gaps("", "papper")),
    (gap_text(), gaps("x" * 251, "papper")),
    (gap_text(has_words=True, others=listed("tyg")), gaps("minst 30", "tyg")),
    (gap_text(has_words=True, others=listed("tyg")), gaps("minst 30", "siden")),
    (hotspot(image=None), {NAME: key("Dörrhandtaget")}),
    (hotspot(image=None), {NAME: key("Taket")}),
    (TALK, {NAME: key("Lyssna")}),
    (TALK, {NAME: key("Säg hej")}),
    (TALK, {NAME: ""}),
]

SCRIPT = """
import { grade, lengthen, readResponse, shorten, toScorm12 } from "%s/static/js/export/grading.js";
const cases = JSON.parse(await new Response(process.stdin).text());
const answers = cases.map(([key, name, posted]) => {
  const fields = new FormData();
  for (const [field, values] of Object.entries(posted)) {
    for (const value of [values].flat()) fields.append(field, value);
  }
  const response = readResponse(key, name, fields);
  if (response === null) return null;
  const graded = grade(key, response);
  const isSame = lengthen(key, shorten(key, response)) === response;
  const { isRight, score, feedback, parts } = graded;
  return [response, isRight, score, feedback, parts, isSame, toScorm12(key, response)];
});
process.stdout.write(JSON.stringify(answers));
"""


def in_node(cases: Sequence[Any]) -> list[Any]:
    node = shutil.which("node", path=SEARCHED)
    assert node, "script/setup installs Node"
    run = subprocess.run(  # noqa: S603 - our own script
        [node, "--input-type=module", "--no-warnings", "-e", SCRIPT % ROOT],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers: list[Any] = json.loads(run.stdout)
    return answers


def on_the_site(question: dict[str, Any], posted: Posted) -> Any:
    block = BLOCKS[question["type"] if question is not TALK else "scene"]
    value = block.to_python(question["value"])
    fields = QueryDict(mutable=True)
    for name, values in posted.items():
        fields.setlist(name, [values] if isinstance(values, str) else list(values))
    response = block.read_response(value, fields, NAME)
    if response is None:
        return None
    grade = block.grade(value, response)
    parts = None if grade.parts is None else list(grade.parts)
    return [response, grade.is_right, grade.score, list(grade.feedback), parts]


def key_of(question: dict[str, Any]) -> dict[str, Any]:
    block = BLOCKS[question["type"] if question is not TALK else "scene"]
    return block.offline_key(block.to_python(question["value"]))


def test_exported_player_reads_and_grades_as_the_site_does() -> None:
    answers = in_node([[key_of(question), NAME, posted] for question, posted in CASES])

    expected = [on_the_site(question, posted) for question, posted in CASES]
    assert [answer and answer[:5] for answer in answers] == expected
    assert {answer[5] for answer in answers if answer} == {True}
    assert sum(answer is not None for answer in answers) > 20


def test_responses_in_scorm_12_have_the_notation_of_the_standard() -> None:
    cases = [
        (multiple_choice(), {NAME: [key("Handsprit"), key("Ringar")]}, "a,c"),
        (true_false(), {NAME: "false"}, "f"),
        (number(), {NAME: "2,5"}, "2.5"),
        (order(), places(STEPS[1], STEPS[0], STEPS[2], STEPS[3]), "b,a,c,d"),
        (match(), partners("Vid kroppsvätskor", "Aldrig", "Före och efter"), "a.b,b.d,c.a"),
        (gap_text(), gaps("30", "papper"), "30, papper"),
    ]

    answers = in_node([[key_of(question), NAME, posted] for question, posted, _expected in cases])

    assert [answer[6] for answer in answers] == [expected for _question, _posted, expected in cases]


def test_key_of_every_kind_of_question_names_a_rule() -> None:
    rules = {kind: key_of(question) for kind, question in _by_kind().items()}

    assert rules.keys() == QUESTION_KINDS
    assert [kind for kind, value in rules.items() if value["rule"] == "none"] == []


def _by_kind() -> dict[str, dict[str, Any]]:
    questions = [question for question, _posted in CASES if question is not TALK]
    return {question["type"]: question for question in questions}
