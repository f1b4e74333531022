"""Questions in GIFT, as authors write them."""

from __future__ import annotations

import pytest

from tests.unit.content_import.questions.plain_values import only, option, plain, read, reasons


def test_gift_one_right_answer_with_feedback_is_converted() -> None:
    question = only(
        "// en kommentar\n$CATEGORY: Hygien\n\n::Händer::[html]När <b>rengör</b> du?{\n"
        "=Före och efter#Rätt!\n\n~Bara ibland#<i>Nej</i>\n####Läs <b>mer</b>. <script>alert(1)</script>}"
    )

    assert (question.where, question.kind, question.notices) == ("Line 4: Händer", "single_choice", ())
    assert plain(question.values) == {
        "prompt": "När rengör du?",
        "options": [
            option("Före och efter", is_right=True, feedback="Rätt!"),
            option("Bara ibland", feedback="Nej"),
        ],
        "is_shuffled": True,
        "explanation": "<p>Läs <b>mer</b>. </p>",
    }


@pytest.mark.parametrize(
    ("text", "kind", "right", "noted"),
    [
        ("Vad? {~%50%A ~%50%B ~%-100%C}", "multiple_choice", ["A", "B"], 0),
        ("Vad? {~%33.3%A ~%66.7%B ~C}", "multiple_choice", ["A", "B"], 1),
        ("Vad? {=A ~%50%B ~C}", "single_choice", ["A"], 1),
        ("Vad? {=A =B ~C}", "multiple_choice", ["A", "B"], 0),
        (r"Vad\: 1 \= \{1\}? {=A\~B ~\#C}", "single_choice", ["A~B"], 0),
    ],
)
def test_gift_weights_decide_what_is_right(text: str, kind: str, right: list[str], noted: int) -> None:
    question = only(text)

    options = plain(question.values)["options"]
    assert (question.kind, len(question.notices)) == (kind, noted)
    assert [each["text"] for each in options if each["is_right"]] == right


def test_gift_escaped_signs_are_themselves() -> None:
    assert only(r"Är 1 \= \{1\}\: ja\#? {=A\~B ~\#C}").prompt == "Är 1 = {1}: ja#?"


@pytest.mark.parametrize("answer", ["T", "TRUE", "true#fel#rätt"])
def test_gift_statement_is_true_or_false(answer: str) -> None:
    question = only(f"Handsprit räcker.{{{answer}}}")

    assert (question.kind, question.values["answer"]) == ("true_false", "true")
    assert question.values["feedback"] == ("fel" if "#" in answer else "")
    assert len(question.notices) == ("#" in answer)


@pytest.mark.parametrize(
    ("answers", "answer", "tolerance"),
    [("#3", "3", "0"), ("#2,5:0.1", "2.5", "0.1"), ("#1..5", "3", "2"), ("#=5:0 =%50%6:1 ~#Nej", "5", "0")],
)
def test_gift_number_has_a_tolerance(answers: str, answer: str, tolerance: str) -> None:
    values = only(f"Hur många ml?{{{answers}}}").values

    assert (values["answer"], values["tolerance"]) == (answer, tolerance)
    assert values["feedback"] == ("Nej" if "Nej" in answers else "")


def test_gift_pairs_with_others_are_converted() -> None:
    question = only("Para ihop. {=a -> 1 =b -> 2 = -> 3}")

    assert question.kind == "match"
    assert plain(question.values)["pairs"] == [
        {"text": "a", "partner": "1"},
        {"text": "b", "partner": "2"},
    ]
    assert plain(question.values)["others"] == ["3"]


@pytest.mark.parametrize(
    ("text", "prompt", "gaps"),
    [
        ("Hur länge? {=30 =trettio =%50%en stund =*}", "Hur länge?", "[30|trettio]"),
        ("Tvätta i {=30} sekunder.", "Fill in the gap.", "Tvätta i [30] sekunder."),
    ],
)
def test_gift_short_answer_is_a_gap(text: str, prompt: str, gaps: str) -> None:
    question = only(text)

    assert (question.kind, question.prompt, question.values["text"]) == ("gap_text", prompt, gaps)
    assert len(question.notices) == (2 if "*" in text else 0)


def test_gift_choice_inside_a_text_shows_where_it_is() -> None:
    assert only("Tvätta i {=30 ~3} sekunder.").prompt == "Tvätta i _____ sekunder."


def test_gift_what_has_no_counterpart_is_left_out_with_reason() -> None:
    text = (
        "Berätta. {}\n\nEn text\npå två rader\n\nTrasig {=a ~b\n\nTrasig två {=a ~b\n\n"
        "::Ok::Bra? {=ja ~nej}\n\n"
        "Två {=a ~b} gånger {=c ~d}\n\nIngen? {~a ~b}\n\nEn? {=a ~}\n\nTal? {#=1 =2}\n\n"
        "Tal? {#ett}\n\n"
        "Vad? {a ~b}\n\nBild <img src='a.png'>? {=a ~b}\n\nSvar {=a*}\n\n" + "lång " * 200 + "{T}"
    )

    assert [question.where for question in read(text).questions] == ["Line 10: Ok"]
    assert [(where.partition(":")[0], reason[:40]) for where, reason in reasons(text)] == [
        ("Line 1", "It is answered with a longer text, which"),
        ("Line 3", "It has no answers in braces { }, so that"),
        ("Line 6", "The brace } after its answers is missing"),
        ("Line 8", "The brace } after its answers is missing"),
        ("Line 12", "It has more than one pair of braces. Wri"),
        ("Line 14", "No answer of it is right."),
        ("Line 18", "It has several right numbers. A question"),
        ("Line 20", "“ett” is not a number."),
        ("Line 22", "Each answer in the braces begins with = "),
        ("Line 24", "It has a picture, sound, film or formula"),
        ("Line 26", "Its right answer has the sign * for any "),
        ("Line 16", "Options: This field is required."),
        ("Line 28", "Question: Ensure this value has at most "),
    ]
