"""Numbers in requests: no text of digits, however long, is read unchecked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.db.keys import key_in

ROOT = Path(__file__).parents[3]
#: where digits are looked for otherwise, and why no request makes them too long
CHECKED = {
    "courses/files/uses.py": "keys of the reference index",
    "courses/seminars/media_player.py": "six digits at most",
    "content_import/hosts/names.py": "not converted",
    "content_import/h5p_editor/posted.py": "as many digits as the highest number",
    "infrastructure/db/keys.py": "this is the check",
    "lms/export/backup/keys.py": "a number that can't be read damages a backup, which is refused",
    "lms/export/backup/writing.py": "stored keys",
    "lms/export/printing/nodes.py": "pages that the site has rendered",
    "lms/h5p/structure.py": "as many digits as the highest version",
    "lms/learner/certificate_codes.py": "fifteen digits at most",
    "lms/reports/queries/listing.py": "six digits at most",
    "lms/xapi/delivery/client.py": "read as a float, of any length",
    "people/organisation/forms.py": "single characters",
}
DIGITS = {"isdecimal", "isdigit", "isnumeric"}
VALUES = {"GET", "POST", "META", "COOKIES", "headers", "getlist"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in ("content_import", "courses", "infrastructure", "lms", "people", "search"):
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def test_digits_are_looked_for_where_their_number_is_limited() -> None:
    found = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in DIGITS
    }

    assert found == CHECKED.keys()


def test_value_of_a_request_is_never_given_to_int() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "int"
        if any(isinstance(part, ast.Attribute) and part.attr in VALUES for part in ast.walk(node))
        # in a handler of ValueError
        if path != "lms/runtimes/scorm/player/launch_token_required.py"
    ]

    assert found == []


@pytest.mark.parametrize(
    ("text", "key"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("9" * 5000, 0)]
    + [(text, 0) for text in ("", "0", "-1", " 7", "7\n", "+7", "1.0", "1_000", "²", "٧", "x")],
    ids=lambda value: str(value)[:12].strip() or "blank",
)
def test_key_of_a_request_is_a_number_that_a_row_can_have(text: str, key: int) -> None:
    assert key_in(text) == key
