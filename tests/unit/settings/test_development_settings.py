"""The settings of `script/server`: origins of one host name, and cookies that packages cannot set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

READ = """
import json
from lms.settings import development as found
names = ("SITE_ORIGIN", "CONTENT_ORIGIN", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
names += ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")
print(json.dumps({name: getattr(found, name, None) for name in names}))
"""
NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
HOST_BOUND = ("__Host-sessionid", "__Host-csrftoken", "__Host-django_language", True, True, True)


def settings_with(folder: Path, **environment: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("_ORIGIN")}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", READ],
        env={**inherited, "DATA_DIR": str(folder), "PORT": "8123", **environment},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def cookies_of(found: dict[str, str]) -> tuple[str, ...]:
    return tuple(found[name] for name in (*NAMES, *(name.replace("_NAME", "_SECURE") for name in NAMES)))


def test_default_origins_of_site_and_content_share_one_name(tmp_path: Path) -> None:
    found = settings_with(tmp_path)

    assert found["SITE_ORIGIN"] == "http://narlara.localhost:8123"
    assert found["CONTENT_ORIGIN"] == "http://p-{label}.narlara.localhost:8123"
    assert cookies_of(found) == HOST_BOUND


@pytest.mark.parametrize("site", ["http://narlara.test:8123", "http://192.168.1.7:8123"])
def test_cookies_of_a_site_without_tls_elsewhere_are_plain(tmp_path: Path, site: str) -> None:
    found = settings_with(tmp_path, SITE_ORIGIN=site)

    assert cookies_of(found) == (None,) * 6
