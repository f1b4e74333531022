"""Names of tests do not depend on the time, or workers that collect at different times end the run."""

import io
import zipfile

import pytest


def archive(year: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr(zipfile.ZipInfo("a.xml", (year, 1, 1, 0, 0, 0)), "a")
    return stream.getvalue()


@pytest.mark.parametrize("year", [2025, 2026])
def test_archive_is_no_name(request: pytest.FixtureRequest, year: int) -> None:
    named = request.config.hook.pytest_make_parametrize_id
    for value in (archive(year), "å" * 81):
        assert named(config=request.config, val=value, argname="data") == "data"


def test_short_text_names_its_test(request: pytest.FixtureRequest) -> None:
    named = request.config.hook.pytest_make_parametrize_id
    assert named(config=request.config, val="å" * 80, argname="data") is None
