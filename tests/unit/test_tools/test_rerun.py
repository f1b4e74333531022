"""A failed test is rerun alone once, unless a single pass would prove nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

#: passes in its second run
SECOND_TIME = """
def test_it():
    from pathlib import Path
    marker = Path(__file__).with_suffix(".ran")
    had_run = marker.exists()
    marker.touch()
    assert had_run
"""
ALWAYS_FAILS = "def test_it():\n    assert False\n"
PASSES = "def test_it():\n    pass\n"
NO_RERUN = f"import pytest\npytestmark = pytest.mark.no_rerun\n{SECOND_TIME}"
HYPOTHESIS = """
from hypothesis import given, settings, strategies
@settings(max_examples=1, database=None)
@given(strategies.just(1))
def test_it(_):
    from pathlib import Path
    marker = Path(__file__).with_suffix(".ran")
    runs = len(marker.read_text()) if marker.exists() else 0
    marker.write_text("x" * (runs + 1))
    assert runs > 5
"""
CRASHES = "import os\ndef test_it():\n    os._exit(3)\n"


def run(folder: Path, *arguments: str, addopts: str = "", **files: str) -> subprocess.CompletedProcess[str]:
    """Run `tests.rerun` in `folder` on test files given as name and source; `__` in a name is a slash."""
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {addopts}\nmarkers =\n  no_rerun\n")
    for name, source in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    command = [sys.executable, "-m", "tests.rerun", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    # without Django and the other plugins, which cost a second at each start
    environment |= {"PYTHONPATH": str(settings.BASE_DIR), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(  # noqa: S603 - our own Python
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


def test_rerun_failed_once_and_passed_alone_is_flaky(tmp_path: Path) -> None:
    result = run(tmp_path, test_slow_page=SECOND_TIME, test_other=PASSES)

    assert result.returncode == 0, result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("flaky")] == [
        "flaky: test_slow_page.py::test_it"
    ]


def test_rerun_in_two_workers_when_passed_alone_is_flaky(tmp_path: Path) -> None:
    result = run(tmp_path, "-p", "xdist", "-n", "2", test_slow_page=SECOND_TIME, test_other=PASSES)

    assert result.returncode == 0, result.stdout
    assert "flaky: test_slow_page.py::test_it" in result.stdout


def test_rerun_leaves_the_report_of_the_whole_run(tmp_path: Path) -> None:
    result = run(tmp_path, addopts="--junitxml=report.xml", test_slow_page=SECOND_TIME, test_other=PASSES)

    assert result.returncode == 0, result.stdout
    assert 'tests="2"' in (tmp_path / "report.xml").read_text()


def test_rerun_failed_twice_fails(tmp_path: Path) -> None:
    result = run(tmp_path, test_broken=ALWAYS_FAILS, test_slow_page=SECOND_TIME)

    assert result.returncode == 1
    assert "flaky: test_slow_page.py::test_it" in result.stdout
    assert "flaky: test_broken.py::test_it" not in result.stdout


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ({"test_two_writers": NO_RERUN}, []),
        ({"test_any_input": HYPOTHESIS}, ["-p", "hypothesispytest"]),
        ({"tests__faults__test_upload": SECOND_TIME}, []),
        ({"test_crash": CRASHES, "test_other": PASSES}, ["-p", "xdist", "-n", "2"]),
    ],
    ids=["marked", "hypothesis", "faults", "crashed worker"],
)
def test_rerun_of_what_one_pass_proves_nothing_about_is_refused(
    tmp_path: Path, files: dict[str, str], arguments: list[str]
) -> None:
    result = run(tmp_path, *arguments, **files)

    assert result.returncode == 1, result.stdout
    assert "Running by itself" not in result.stdout


def test_rerun_of_more_than_ten_failures_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, **{f"test_{number}": SECOND_TIME for number in range(11)})

    assert result.returncode == 1
    assert "Running by itself" not in result.stdout


def test_rerun_of_a_file_that_cannot_be_read_keeps_the_exit_code(tmp_path: Path) -> None:
    result = run(tmp_path, test_broken="def test_it(:\n")

    assert result.returncode == 2
