"""A sweep removes all remains of a killed import."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.no_rerun, pytest.mark.both_engines]

SCRIPT = Path(__file__).with_name("killed_imports.py")


def database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT'] or 5432}"
    return f"postgres://{login}/{values['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_import_when_killed_anywhere_leaves_nothing_after_a_sweep(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "PYTHONPATH": str(settings.BASE_DIR),
    }

    run = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rows) >= 10
    assert {row["signal"] for row in rows} == {signal.SIGKILL}
    assert [row["left"] for row in rows] == [{"rows": 0, "files": 0}] * len(rows)
    assert max(row["after_kill"]["rows"] for row in rows) == 1
    assert max(row["after_kill"]["files"] for row in rows) >= 7
