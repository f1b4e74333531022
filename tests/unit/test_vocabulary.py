"""Names use the standard vocabulary, test names are short, and folders are small."""

from __future__ import annotations

import ast
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.source_files import source_files

ROOT = Path(__file__).parents[2]
FORBIDDEN = frozenset(
    {"told", "tell", "asked", "ask", "hear", "heard", "knows", "spoken", "silent", "insist", "wanted", "walk"}
)
FORBIDDEN_STEMS = ("outliv",)
#: names that contain a forbidden word: name -> reason. A name with a dot before it is any object's attribute;
#: a definition of it would still be refused.
ALLOWED = {
    "ast.walk": "Python's standard library",
    "os.walk": "Python's standard library",
    "pkgutil.walk_packages": "Python's standard library",
    ".tell": "io's position of a file",
}
MAX_TEST_NAME = 70
MAX_FILES = 12
#: folders without a limit of files -> reason; migrations have none either
UNLIMITED = {
    "docs/decisions": "numbered records, one per decision",
}
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_JS_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_JS_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_TEMPLATE_EXPRESSION = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")


def is_forbidden(name: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(name)]
    return any(word in FORBIDDEN or word.startswith(FORBIDDEN_STEMS) for word in words)


def python_names(path: Path) -> Iterator[str]:
    """Yield the identifiers of a Python file, attributes with the name before them."""
    previous = ["", ""]
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.NAME:
                is_attribute = previous[1] == "."
                yield f"{previous[0]}.{token.string}" if is_attribute else token.string
            previous = [previous[1], token.string]


def script_names(text: str) -> Iterable[str]:
    return _JS_NAME.findall(_JS_NOISE.sub(" ", text))


def template_names(text: str) -> Iterator[str]:
    for expressions in _TEMPLATE_EXPRESSION.findall(text):
        yield from _JS_NAME.findall(_STRING.sub(" ", " ".join(expressions)))


def forbidden_in(path: str) -> list[str]:
    if path.endswith(".py"):
        names: Iterable[str] = python_names(ROOT / path)
    elif path.endswith(".js"):
        names = script_names((ROOT / path).read_text())
    else:
        names = template_names((ROOT / path).read_text())
    return sorted(f"{path}: {name}" for name in set(names) if not is_allowed(name))


def is_allowed(name: str) -> bool:
    _owner, dot, attribute = name.rpartition(".")
    return not is_forbidden(attribute) or name in ALLOWED or f"{dot}{attribute}" in ALLOWED


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("asked_for", True),
        ("_hear", True),
        ("tellAll", True),
        ("ASK", True),
        ("outliving", True),
        ("DBTaskResult", False),
        ("task", False),
        ("intell", False),
        ("knowsWhat", True),
        ("shear", False),
    ],
)
def test_name_with_a_forbidden_word_is_refused(name: str, is_refused: bool) -> None:
    assert is_forbidden(name) is is_refused


def test_names_in_code_have_no_forbidden_word() -> None:
    code = [path for path in source_files(".py", ".js") if not path.endswith(".min.js")]
    forbidden = [name for path in code for name in forbidden_in(path)]

    assert forbidden == []


def test_names_in_templates_have_no_forbidden_word() -> None:
    templates = [path for path in source_files(".html") if path.startswith("templates/")]
    forbidden = [name for path in templates for name in forbidden_in(path)]

    assert forbidden == []


def test_test_names_have_at_most_70_characters() -> None:
    tests = [path for path in source_files(".py") if path.rpartition("/")[2].startswith("test_")]
    functions = [
        (path, node.name)
        for path in tests
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert len(functions) > 100
    assert [f"{path}: {name}" for path, name in functions if len(name) > MAX_TEST_NAME] == []


def test_folders_have_at_most_12_files() -> None:
    counts = Counter(path.rpartition("/")[0] for path in source_files(""))

    assert {folder for folder, count in counts.items() if count > MAX_FILES} == set(UNLIMITED)
