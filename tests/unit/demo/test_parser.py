"""The parser of a module's Markdown accepts the format and reports all faults at once."""

import pytest

from demo.catalogues.parser import parse
from demo.catalogues.source import SourceError

SOUND = """\
# Kapitlet {#kapitlet}

## En text {#en-text}

Första stycket.

> – Hej!

## En fråga? {#en-fraga aim=lyssna}

Läget.

Välj ett svar.

- [ ] Fel svar
  som fortsätter
  > Därför.
- [x] Rätt svar
  > **Ja.** Därför.
"""


def test_parse_reads_chapters_screens_and_options() -> None:
    course = parse(SOUND, name="sv.md")

    (chapter,) = course.chapters
    text, question = chapter.screens
    assert (chapter.id, chapter.title) == ("kapitlet", "Kapitlet")
    assert (text.id, text.body, text.is_question) == ("en-text", "Första stycket.\n\n> – Hej!", False)
    assert (question.aim, question.body, question.instruction) == ("lyssna", "Läget.", "Välj ett svar.")
    assert [(o.letter, o.text, o.feedback, o.is_right) for o in question.options] == [
        ("a", "Fel svar som fortsätter", "Därför.", False),
        ("b", "Rätt svar", "**Ja.** Därför.", True),
    ]


def problems_of(text: str) -> list[str]:
    with pytest.raises(SourceError) as raised:
        parse(text, name="sv.md")
    return raised.value.problems


def test_parse_reports_every_fault_with_its_line() -> None:
    faulty = SOUND.replace("[x]", "[ ]").replace(" aim=lyssna", "").replace("  > Därför.\n", "", 1)

    assert problems_of(faulty) == [
        "sv.md:9: 0 options are marked right, but the learner is told to choose 1.",
        "sv.md:9: A question names the aim it asks about: “{#its-id aim=the-aim}”.",
        "sv.md:9: Option a has no feedback (an indented line that begins with >).",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "sv.md: There is no chapter (a line that begins with #)."),
        ("# Tomt {#tomt}", "sv.md:1: The chapter has no screen."),
        (
            SOUND.replace("Välj ett svar.\n", ""),
            "sv.md:9: The line above the options must say how many to choose: “Välj ett svar.”",
        ),
        (SOUND.replace("{#en-fraga", "{#en-text"), "sv.md: Two screens have the id “en-text”."),
        (
            SOUND.replace(" {#en-text}", ""),
            "sv.md:3: A heading must look like “## Title {#its-id}”: ## En text",
        ),
        (
            SOUND.replace("[ ]", "[x]").replace("ett svar", "två svar"),
            "sv.md:9: There must be a wrong option to choose.",
        ),
        ("Först.\n" + SOUND, "sv.md:1: Text before the first heading."),
    ],
)
def test_parse_says_what_to_mend(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


def test_parse_refuses_a_screen_outside_a_chapter() -> None:
    assert problems_of("## En text {#en-text}\n\nText.\n") == [
        "sv.md:1: A screen (##) must stand below a chapter (#).",
        "sv.md: There is no chapter (a line that begins with #).",
    ]
