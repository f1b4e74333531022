"""`script/conformance PACKAGE.zip SCRIPT.txt`: a server of its own, a real import, a real Chromium.

`script/conformance --adl COURSES [NAME …]` plays the step files of ADL's conformance test suite as well.

Ends with 0 when every step went as expected, 1 when some differ, 2 when the script cannot be read or the
package not be played.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tests.conformance.language.reading import ScriptError, read_script
from tests.conformance.language.steps import Script

ALIKE, DIFFERS, UNPLAYABLE = 0, 1, 2
ROOT = Path(__file__).resolve().parents[2]


class Unplayable(Exception):
    """Why the script cannot be played, in a sentence."""


def main(arguments: list[str]) -> int:
    """Play the script with the package; print what differs."""
    if arguments[:1] == ["--adl"]:
        return _play_adl(arguments[1:])
    parser = argparse.ArgumentParser(prog="script/conformance", description="docs/conformance.md")
    parser.add_argument("package", type=Path, metavar="PACKAGE.zip")
    parser.add_argument("script", type=Path, metavar="SCRIPT.txt")
    selected = parser.parse_args(arguments)
    try:
        script = _read(selected.script)
        if not selected.package.is_file():
            raise Unplayable(f"There is no file {selected.package}.")
        with tempfile.TemporaryDirectory(prefix="narlara-conformance-") as folder:
            _make_ready(Path(folder))
            differences = _judge(script, selected.package)
    except (Unplayable, ScriptError) as reason:
        sys.stderr.write(f"{reason}\n")
        return UNPLAYABLE
    for difference in differences:
        sys.stdout.write(f"{selected.script}, {difference}\n")
    count = len(script.steps)
    sys.stdout.write(
        f"{count} steps, {len(differences)} that differ\n"
        if differences
        else f"{count} steps, all as expected\n"
    )
    return DIFFERS if differences else ALIKE


def _play_adl(arguments: list[str]) -> int:
    """Play ADL's step files; print those that differ with their differences, and how many pass."""
    parser = argparse.ArgumentParser(prog="script/conformance --adl", description="docs/conformance.md")
    parser.add_argument("courses", type=Path, metavar="LMSRTE/Courses")
    parser.add_argument("names", nargs="*", metavar="NAME")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="narlara-conformance-") as folder:
        _make_ready(Path(folder))
        from tests.conformance.adl.suite import names_of, play_suite

        names = chosen.names or names_of(chosen.courses)
        passed = 0
        with _chromium() as (site, browser):
            for name, differences in play_suite(browser, site, chosen.courses, names):
                passed += not differences
                report = "".join(f"\n  {difference}" for difference in differences) or " passes"
                sys.stdout.write(f"{name}{report}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{passed} of {len(names)} pass\n")
    return ALIKE if passed == len(names) else DIFFERS


def _read(path: Path) -> Script:
    try:
        return read_script(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unplayable(f"{path} cannot be read: {error}") from error


def _make_ready(folder: Path) -> None:
    """An empty installation in a folder of its own, set up in this process."""
    for name in ("DATABASE_URL", "SITE_ORIGIN", "CONTENT_ORIGIN", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ |= {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SECRET_KEY": "only-for-judging",
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
        # as in tests/browser: Playwright runs an event loop beside the ORM
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _chromium() -> Iterator[tuple[str, Any]]:
    """The site's address and a browser."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import CHROMIUM, FLAGS

    with _served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield site, browser
        browser.close()


def _judge(script: Script, archive: Path) -> list[Any]:
    # What needs Django is imported once it stands.
    from tests.conformance.runner import play
    from tests.conformance.stage import Stage

    package = _imported(archive, script)
    with _chromium() as (site, browser):
        context = browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
        stage = Stage(context, site, package, content_plays=script.content_plays)
        return play(script, stage)


def _imported(archive: Path, script: Script) -> Any:
    from content_import.exceptions import PackageRefused
    from content_import.packages.actions import ImportPackage
    from tests.conformance.record import standard_of

    try:
        package = ImportPackage(archive=archive, title=archive.stem, by=None).run()
    except PackageRefused as refusal:
        reasons = "\n".join(problem.message for problem in refusal.problems)
        raise Unplayable(f"{archive} cannot be imported:\n{reasons}") from refusal
    if standard_of(package.standard) != script.standard:
        found = standard_of(package.standard)
        raise Unplayable(f"The script is for SCORM {script.standard}, and {archive.name} is SCORM {found}.")
    return package


@contextmanager
def _served() -> Iterator[str]:
    """Gunicorn, as script/server starts it."""
    port = int(os.environ["PORT"])
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    options = ["--workers", "2", "--threads", "4", "--log-level", "error"]
    options += ["--worker-class", "infrastructure.http.buffered_worker.BufferedWorker"]
    server = subprocess.Popen([*command, *options], cwd=ROOT)  # noqa: S603 - our own server
    try:
        _wait_for(port)
        yield f"http://narlara.localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Unplayable("The server did not start.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
