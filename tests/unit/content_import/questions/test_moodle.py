"""Questions in Moodle's XML, as Moodle exports them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.content_import.questions.plain_values import only, option, plain, read, reasons


def question(kind: str, text: str, inner: str = "", *, name: str = "Fråga") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext>{inner}</question>"
    )


def quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>{"".join(questions)}</quiz>'


def answer(text: str, fraction: str = "0", feedback: str = "", extra: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>{extra}'
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def test_moodle_choice_with_explanation_is_converted() -> None:
    inner = (
        '<generalfeedback format="html"><text>&lt;p&gt;Läs &lt;a href="https://example.se/å"&gt;mer&lt;/a&gt;'
        ' &lt;a href="javascript:x()"&gt;här&lt;/a&gt;&lt;/p&gt;&lt;ol&gt;&lt;li&gt;ett&lt;/ol&gt;</text>'
        "</generalfeedback><single>false</single><shuffleanswers>0</shuffleanswers>"
        "<correctfeedback><text>Bra</text></correctfeedback>"
    )
    answers = answer("A", "50", "Ja") + answer("&lt;p&gt;B&lt;/p&gt;", "50") + answer("C", "-100")

    found = only(quiz(question("multichoice", "<p>Vad<br>hör dit?</p>", inner + answers)))

    assert (found.where, found.kind) == ("Question 1: Fråga", "multiple_choice")
    assert found.notices == ("What it says to the whole answer is left out.",)
    assert plain(found.values) == {
        "prompt": "Vad\nhör dit?",
        "options": [option("A", is_right=True, feedback="Ja"), option("B", is_right=True), option("C")],
        "is_shuffled": False,
        "explanation": '<p>Läs <a href="https://example.se/å">mer</a> här</p><ul><li>ett</li></ul>',
    }


def test_moodle_statement_number_and_order_are_converted() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>ml</unit_name></unit></units>"
    file = read(
        quiz(
            '<question type="category"><category><text>$course$/Hygien</text></category></question>',
            question("truefalse", "Sant?", answer("true") + answer("false", "100")),
            question("numerical", "Dos?", answer("2.50", "100", extra="<tolerance>0.1</tolerance>") + units),
            question("ordering", "Ordna", answer("ett", "1") + answer("två", "2") + answer("tre", "3")),
        )
    )

    assert [found.where for found in file.questions] == [f"Question {number}: Fråga" for number in (1, 2, 3)]
    assert [(found.kind, plain(found.values)) for found in file.questions] == [
        ("true_false", {"prompt": "Sant?", "answer": "false", "feedback": "", "explanation": ""}),
        ("number", number_values("Dos?", "2.5", "0.1", "ml")),
        (
            "order",
            {
                "prompt": "Ordna",
                "entries": [{"text": text} for text in ("ett", "två", "tre")],
                "feedback": "",
                "explanation": "",
            },
        ),
    ]


def number_values(prompt: str, number: str, tolerance: str, unit: str) -> dict[str, Any]:
    values = {"prompt": prompt, "answer": number, "tolerance": tolerance, "unit": unit}
    return {**values, "feedback": "", "explanation": ""}


def test_moodle_pairs_are_converted() -> None:
    pairs = "".join(
        f"<subquestion><text>{text}</text><answer><text>{partner}</text></answer></subquestion>"
        for text, partner in (("a", "1"), ("b", "2"), ("", "3"))
    )

    found = only(quiz(question("matching", "Para", pairs)))

    assert plain(found.values)["pairs"] == [{"text": "a", "partner": "1"}, {"text": "b", "partner": "2"}]
    assert plain(found.values)["others"] == ["3"]


@pytest.mark.parametrize(
    ("kind", "text", "inner", "gaps", "others"),
    [
        ("shortanswer", "Vad?", answer("x", "100") + answer("y", "100"), "[x|y]", []),
        (
            "cloze",
            "<p>I {1:SHORTANSWER:=trettio~%100%30} sek [noga], {:NM:=2.5:0} ml.</p>",
            "",
            "I [trettio|30] sek (noga), [2.5|2,5] ml.",
            [],
        ),
        ("cloze", "I {1:MC:=trettio~%0%tre~tv&aring;} sek", "", "I [trettio] sek", ["tre", "två"]),
        (
            "ddwtos",
            "I [[2]] sek [[1]]",
            "".join(f"<dragbox><text>{text}</text></dragbox>" for text in ("ett", "två", "tre")),
            "I [två] sek [ett]",
            ["tre"],
        ),
        (
            "gapselect",
            "I [[1]] sek",
            "".join(f"<selectoption><text>{text}</text></selectoption>" for text in ("ett", "två")),
            "I [ett] sek",
            ["två"],
        ),
    ],
)
def test_moodle_gaps_are_converted(kind: str, text: str, inner: str, gaps: str, others: list[str]) -> None:
    found = only(quiz(question(kind, text, inner)))

    values = plain(found.values)
    assert (found.kind, values["text"], values["others"]) == ("gap_text", gaps, others)
    assert values["has_words"] == bool(others)


def test_moodle_what_has_no_counterpart_is_left_out_with_reason() -> None:
    picture = '<![CDATA[x]]></text><file name="a.png" encoding="base64">aaaa</file><text>'
    file = quiz(
        question("essay", "Berätta"),
        question("description", "Läs"),
        question("calculated", "Räkna {a}"),
        question("multichoice", f"x]]>{picture}<![CDATA[", answer("a", "100") + answer("b")),
        question("multichoice", "Ett?", answer("a", "100")),
        question("truefalse", "?", answer("true") + answer("false")),
        question("cloze", "Inget hål"),
        question("cloze", "{1:SA:=a} {1:MC:=a~b}"),
        question("cloze", "{1:MR:=a~b}"),
        question("cloze", "{1:NM:=5:1}"),
        question("ddwtos", "[[3]]"),
    )

    assert [reason for _where, reason in reasons(file)] == [
        "It is answered with a longer text, which nobody can grade here.",
        "It is a text and no question.",
        "It is of the kind “calculated”, which has no counterpart.",
        "It has a picture, sound, film or formula, which is not brought in. Add it by hand.",
        "It needs at least 2 answers.",
        "No answer of it is right.",
        "There is no gap in its text.",
        "It has both gaps to write in and gaps to choose for. Divide it into two.",
        "It is of the kind “MR”, which has no counterpart.",
        "A gap of it is a number with a tolerance. Make it a question of its own.",
        "A gap of it has no right answer.",
    ]
