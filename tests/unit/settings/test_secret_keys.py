"""Production does not start with a weak signing key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks.security.base import check_secret_key
from django.core.exceptions import ImproperlyConfigured

from lms.settings.secret_keys import require_strong_key

STRONG = "q8Zr2-Vb_x7Lw0TnYp4KsE9mJdGhUaCfXi3oRt6QvBk1SzNyWe5"
WEAK = ["", "x", "åäö", "a" * 200, STRONG[:49], "ab" * 40, "django-insecure-" + STRONG]


@pytest.mark.parametrize("key", WEAK)
def test_secret_key_that_is_weak_is_refused(settings: object, key: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        require_strong_key(key)
    settings.SECRET_KEY = key or "x"
    assert [warning.id for warning in check_secret_key(None)] == ["security.W009"]


def test_secret_key_that_is_strong_is_taken() -> None:
    assert require_strong_key(STRONG) == STRONG


@pytest.mark.parametrize(("key", "starts"), [("kort-nyckel", False), (STRONG, True)])
def test_production_starts_with_a_strong_key_alone(tmp_path: Path, key: str, starts: bool) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": key,
        "SITE_ORIGIN": "https://larande.example.se",
        "CONTENT_ORIGIN": "https://p-{label}.innehall.example.se",
        "ALLOWED_HOSTS": "larande.example.se,.innehall.example.se",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import lms.settings.production"],
        env=environment,
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) == starts
    assert ("SECRET_KEY is too weak" in done.stderr) != starts
