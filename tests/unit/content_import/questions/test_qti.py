"""Questions in QTI 2.1 and 3.0."""

from __future__ import annotations

import re

import pytest

from tests.unit.content_import.questions.plain_values import only, option, plain, reasons


def item(body: str, *declarations: str, rest: str = "") -> str:
    """Return an item of QTI 2.1."""
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Händer">'
        f"{''.join(declarations)}<itemBody>{body}</itemBody>{rest}</assessmentItem>"
    )


def right(*values: str, kind: str = "identifier", identifier: str = "R", mapping: str = "") -> str:
    correct = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{correct}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="single" baseType="{kind}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def as_qti_3(text: str) -> str:
    """Return an item of QTI 2.1 as QTI 3 writes it: names with a prefix and hyphens."""

    def hyphens(name: str) -> str:
        return re.sub(r"([A-Z])", r"-\1", name).lower()

    text = text.replace("imsqti_v2p1", "imsqtiasi_v3p0")
    text = re.sub(r"<(/?)(?!p\b|p>)(\w+)", lambda match: f"<{match[1]}qti-{hyphens(match[2])}", text)
    return re.sub(r" (\w+)=", lambda match: f" {hyphens(match[1])}=", text)


def interaction(name: str, content: str = "", prompt: str = "", more: str = "") -> str:
    shown = f"<prompt>{prompt}</prompt>" if prompt else ""
    return f'<{name}Interaction responseIdentifier="R"{more}>{shown}{content}</{name}Interaction>'


CHOICES = (
    '<simpleChoice identifier="A">Alltid<feedbackInline identifier="A">Just det</feedbackInline>'
    '</simpleChoice><simpleChoice identifier="B">Aldrig</simpleChoice>'
)
CHOICE = item(
    "<p>Läs.</p>" + interaction("choice", CHOICES, "När?", ' shuffle="true" maxChoices="1"'), right("A")
)


@pytest.mark.parametrize("text", [CHOICE, as_qti_3(CHOICE)])
def test_qti_choice_is_converted(text: str) -> None:
    question = only(text)

    assert (question.where, question.kind) == ("Händer (i1)", "single_choice")
    assert plain(question.values) == {
        "prompt": "Läs.\nNär?",
        "options": [option("Alltid", is_right=True, feedback="Just det"), option("Aldrig")],
        "is_shuffled": True,
        "explanation": "",
    }


def choices(name: str, *texts: str) -> str:
    return "".join(f'<{name} identifier="{text[0].upper()}">{text}</{name}>' for text in texts)


def test_qti_several_right_by_mapping_are_converted() -> None:
    mapping = (
        '<mapping><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="0.5"/>'
        '<mapEntry mapKey="C" mappedValue="-1"/></mapping>'
    )
    body = interaction("choice", choices("simpleChoice", "a", "b", "c"), "Vad?", ' maxChoices="0"')

    question = only(item(body, right(mapping=mapping)))

    assert question.kind == "multiple_choice"
    assert [each["is_right"] for each in plain(question.values)["options"]] == [True, True, False]


def test_qti_order_is_that_of_the_right_answer() -> None:
    body = interaction("order", choices("simpleChoice", "a", "b", "c"), "Ordna")

    question = only(as_qti_3(item(body, right("C", "A", "B"))))

    assert [each["text"] for each in plain(question.values)["entries"]] == ["c", "a", "b"]


def test_qti_match_has_pairs_and_others() -> None:
    sets = [choices("simpleAssociableChoice", *texts) for texts in (("a", "b"), ("x", "y", "z"))]
    content = "".join(f"<simpleMatchSet>{each}</simpleMatchSet>" for each in sets)
    body = interaction("match", content, "Para")

    values = plain(only(item(body, right("A Y", "B X", kind="directedPair"))).values)

    assert values["pairs"] == [{"text": "a", "partner": "y"}, {"text": "b", "partner": "x"}]
    assert values["others"] == ["z"]


def test_qti_gap_match_is_a_text_with_words() -> None:
    text = '<p>Tvätta i <gap identifier="G"/> sekunder.</p>'
    body = interaction("gapMatch", choices("gapText", "trettio", "fem") + text, "Välj")

    values = plain(only(as_qti_3(item(body, right("T G", kind="directedPair")))).values)

    assert (values["prompt"], values["text"]) == ("Välj", "Tvätta i [trettio] sekunder.")
    assert values["others"] == ["fem"]


def test_qti_inline_choice_and_text_entry_are_gaps() -> None:
    choice = interaction("inlineChoice", choices("inlineChoice", "trettio", "fem"))
    entry = interaction("textEntry")
    entries = entry + " och " + entry.replace('"R"', '"S"')
    entry_of = '<mapEntry mapKey="{}" mappedValue="{}"/>'.format
    mapping = f"<mapping>{entry_of(30, 1)}{entry_of(3, 0)}</mapping>"

    chosen = plain(only(item(f"<p>I {choice} sek</p>", right("T"))).values)
    written = plain(
        only(
            item(
                f"<p>I {entries}.</p>",
                right("trettio", kind="string", mapping=mapping),
                right("papper", kind="string", identifier="S"),
            )
        ).values
    )

    assert (chosen["text"], chosen["others"]) == ("I [trettio] sek", ["fem"])
    assert (written["text"], written["has_words"]) == ("I [trettio|30] och [papper].", False)


@pytest.mark.parametrize(
    ("mode", "tolerance", "expected"), [("absolute", "0.1 0.1", "0.1"), ("relative", "10", "0.25")]
)
def test_qti_number_has_the_tolerance_of_its_processing(mode: str, tolerance: str, expected: str) -> None:
    rest = (
        "<responseProcessing><responseCondition><responseIf>"
        f'<equal toleranceMode="{mode}" tolerance="{tolerance}"/>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    body = '<p>Ge <textEntryInteraction responseIdentifier="R"/> ml.</p>'

    values = only(as_qti_3(item(body, right("2.5", kind="float"), rest=rest))).values

    assert (values["prompt"], values["answer"], values["tolerance"]) == ("Ge _____ ml.", "2.5", expected)


@pytest.mark.parametrize(
    ("body", "declaration", "reason"),
    [
        ("<p>Text</p>", "", "It is a text and no question."),
        (interaction("extendedText"), "", "It is answered with a longer text, which"),
        (interaction("hotspot"), "", "It is of the kind “hotspotinteraction”, which"),
        (interaction("choice"), "", "No answer of it is right."),
        (interaction("choice"), right("A"), "It needs at least 2 answers."),
        (interaction("order"), right("A"), "It has no right order."),
        (interaction("match"), right("A"), "A right answer of it is no pair."),
        (interaction("match"), right("A B"), "Something in it belongs with nothing"),
        ('<img src="a.png"/>' + interaction("textEntry"), right("a"), "It has a picture, so"),
        ("<choiceInteraction/>" * 2, "", "It has several questions"),
    ],
)
def test_qti_without_counterpart_is_left_out(body: str, declaration: str, reason: str) -> None:
    ((where, given),) = reasons(item(body, declaration))

    assert where == "Händer (i1)"
    assert given.startswith(reason)
