"""Scripts come from anywhere: what can be read, and what is refused with its line number."""

from __future__ import annotations

import time

import pytest

from tests.conformance.language.reading import ScriptError, read_script
from tests.conformance.language.steps import Call, Command, Held, Sight
from tests.conformance.language.values import Anything, Exact, Expected, Like


def only_step(line: str) -> object:
    return read_script(f"standard 1.2\n{line}").steps[0]


def problems(text: str) -> list[str]:
    with pytest.raises(ScriptError) as refused:
        read_script(text)
    return refused.value.problems


def test_call_when_read_has_its_arguments_its_answers_and_its_codes() -> None:
    step = only_step('LMSSetValue("cmi.core.score.raw", "a\\"b" * 2) -> false | "x" ! 405 | 201  # why')

    assert isinstance(step, Call)
    assert (step.line, step.function, step.arguments) == (2, "SetValue", ("cmi.core.score.raw", 'a"ba"b'))
    assert step.expected == Expected((Exact("false"), Exact("x")))
    assert step.codes == frozenset({"405", "201"})


def test_call_without_a_code_expects_that_no_error_stands() -> None:
    step = only_step('LMSFinish("") -> true')

    assert isinstance(step, Call)
    assert (step.function, step.codes) == ("Terminate", frozenset({"0"}))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GetLastError() -> 0", Exact("0")),
        ("GetLastError() -> *", Anything()),
        ('GetLastError() -> ~"##:*"', Like("##:*")),
        ('GetLastError() -> "å€"', Exact("å€")),
    ],
)
def test_answer_when_read_is_a_value_or_a_pattern(line: str, expected: object) -> None:
    step = only_step(line)

    assert isinstance(step, Call)
    assert step.expected == Expected((expected,))  # type: ignore[arg-type]


def test_commands_and_checks_when_read_name_what_they_are_about() -> None:
    script = read_script(
        "standard 2004\npackage one-2004\ncontent plays\n"
        "launch review\nchoose ITEM-1.a\nexpect state SCO-2 -> locked\n"
        "server cmi.objectives.0.id of SCO-2 -> x\ndeviation some-name\nwait 0.5\n"
    )

    assert (script.standard, script.package, script.content_plays) == ("2004", "one-2004", True)
    launch, choose, sight, held, wait = script.steps
    assert isinstance(launch, Command)
    assert (launch.word, launch.argument) == ("launch", "review")
    assert isinstance(choose, Command)
    assert choose.argument == "ITEM-1.a"
    assert isinstance(sight, Sight)
    assert (sight.what, sight.item) == ("state", "SCO-2")
    assert isinstance(held, Held)
    assert (held.name, held.item) == ("cmi.objectives.0.id", "SCO-2")
    assert isinstance(wait, Command)
    assert script.deviations == ((8, "some-name"),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("LMSInitialize() true", "looked for ->, found true"),
        ('LMSInitialize("") ->', "looked for an answer"),
        ('LMSInitialize("" -> true', "looked for ,, found ->"),
        ('eval("1") -> true', "the API has no function eval"),
        ("import os", "there is no command `import`"),
        ('LMSGetValue("x) -> true', "cannot be read from"),
        ('LMSGetValue("\\q") -> true', "is no text as JSON writes it"),
        ('LMSGetValue("x") -> true ! none', "looked for an error code, found none"),
        ('LMSGetValue("x") -> true ! 201 and', "nothing more was looked for"),
        ('LMSSetValue("x", "y" * 9999999) -> true', "a text is at most"),
        ("launch sideways", "`launch` takes browse, normal, review, not sideways"),
        ("relaunch now", "`relaunch` takes nothing, not now"),
        ("choose", "`choose` needs to know what"),
        ("wait forever", "`wait` takes seconds, at most 10"),
        ("wait 3600", "`wait` takes seconds, at most 10"),
        ("server password -> x", "the server is asked for cmi.… or one of"),
        ("expect miracle -> x", "one can expect"),
        ("standard 1.2", "`standard` is already told"),
        ("content shouts", "`content` is one of plays, silent, not shouts"),
        ('LMSGetValue("' + "x" * 5_000 + '") -> true', "a line is at most"),
    ],
)
def test_unreadable_line_is_refused_with_its_number_and_reason(line: str, reason: str) -> None:
    found = problems(f'standard 1.2\n\n{line}\nLMSInitialize("") -> true')

    assert len(found) == 1
    assert found[0].startswith(f"line 3: {reason}") or reason in found[0]


def test_script_with_several_faults_tells_them_all_at_once() -> None:
    words = (
        "choose, click, delivered, kill, launch, leave, navigate, relaunch, restart, wait, expect and server"
    )

    assert problems("one\n\ntwo -> 2") == [
        f"line 1: there is no command `one`; there are {words}",
        f"line 3: there is no command `two`; there are {words}",
        "line 1: a script first names its standard: `standard 1.2` or `standard 2004`",
        "line 1: there is no step",
    ]


def test_script_that_is_too_large_is_refused() -> None:
    assert problems("#" * 1_000_001) == ["a script is at most 1000000 characters long"]


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("##:##", "12:34", True),
        ("##:##", "1a:34", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("*b*", "abc", True),
        ("*b", "abc", False),
        ("", "", True),
        ("*", "", True),
        ("(a+)+", "aaa", False),
    ],
)
def test_pattern_matches_digits_characters_and_runs(pattern: str, text: str, matches: bool) -> None:
    assert Like(pattern).matches(text) is matches


def test_pattern_of_a_stranger_cannot_hang_the_judge() -> None:
    began = time.process_time()

    assert not Like("*a" * 200 + "b").matches("a" * 2_000)

    assert time.process_time() - began < 5
