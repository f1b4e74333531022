"""The player's scripts (static/js/player), run by Node's own test runner."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
#: script/setup installs Node beside Python where the machine has none
SEARCHED = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.test.js")), ids=lambda file: file.name)
def test_script_passes_its_tests_in_node(file: Path) -> None:
    node = shutil.which("node", path=SEARCHED)
    assert node, "script/setup installs Node"

    run = subprocess.run(  # noqa: S603 - our own files
        [node, "--no-warnings", "--test", "--test-reporter=spec", file],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
