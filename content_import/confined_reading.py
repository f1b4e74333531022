"""Have untrusted files read by a process without rights (see `content_import.confined`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Literal

from django.conf import settings

SECONDS_TO_ANSWER = 90
_PROGRAMS = str(Path(__file__).with_name("confined"))


def read_confined(program: Literal["media", "pdf"], source: IO[bytes] | int) -> dict[str, Any]:
    """Return what `program` reads from `source`, an open file or its descriptor, at its position.

    An empty answer when the program refuses the file, crashes on it or takes too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program and no argument from outside
            [sys.executable, "-I", _PROGRAMS, program, settings.PACKAGE_CHECK_ACCOUNT],
            stdin=source,
            capture_output=True,
            timeout=SECONDS_TO_ANSWER,
            env={},
            check=False,
        )
        found: dict[str, Any] = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return found if done.returncode == 0 else {}
