"""Slides as the pages of a PDF, by LibreOffice where the operator has installed it.

It runs in confinement (`content_import/confined/convert.py`): without network, with a profile of its own that
forbids macros and links, with limits of time, memory and files, and without sight of the site's files.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from content_import.confined.convert import NOT_CONFINED
from content_import.health.package_check.chromium import check_account

EXECUTABLES = ("soffice", "libreoffice")
#: for a whole presentation; a small one took 4.5 s on two cores
SECONDS_TO_CONVERT = 120
_PROGRAM = str(Path(__file__).resolve().parents[1] / "confined" / "convert.py")
_SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
    },
}


class NotConverted(Exception):
    """Raised with a sentence about why there is no PDF."""


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice: the setting LIBREOFFICE, else one that is installed.

    None where there is none, or if the setting is "none".
    """
    if settings.LIBREOFFICE == "none":
        return None
    if settings.LIBREOFFICE:
        return shutil.which(settings.LIBREOFFICE)
    return next(filter(None, map(shutil.which, EXECUTABLES)), None)


@contextmanager
def slides_as_pdf(presentation: IO[bytes] | File[bytes]) -> Iterator[File[bytes]]:
    """Yield the PDF of a presentation (.pptx), a page for each slide that is not hidden.

    Raises NotConverted.
    """
    program = find_libreoffice()
    if program is None:
        raise NotConverted(_("LibreOffice is not installed on the server."))
    with tempfile.TemporaryDirectory(prefix="narlara-slides-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / "slides.pptx").open("wb") as copy:
            shutil.copyfileobj(presentation, copy)
        _write_profile(folder / "profile")
        _convert(program, folder)
        pdf = folder / "slides.pdf"
        if pdf.is_symlink() or not pdf.is_file():
            raise NotConverted(_("LibreOffice could not read it."))
        with pdf.open("rb") as stream:
            yield File(stream, name=str(pdf))  # by which it is opened again


def _convert(program: str, folder: Path) -> None:
    """Run LibreOffice in the folder. Raises NotConverted."""
    _give_to_account(folder)
    options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    command = [
        *(
            sys.executable,
            "-I",
            _PROGRAM,
            settings.PACKAGE_CHECK_ACCOUNT,
            str(settings.DATA_DIR),
            str(folder),
        ),
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options),
        *("--convert-to", "pdf:impress_pdf_Export", "--outdir", str(folder), str(folder / "slides.pptx")),
    ]
    with subprocess.Popen(  # noqa: S603 - the operator's program and no argument from outside
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    ) as process:
        try:
            status = process.wait(timeout=SECONDS_TO_CONVERT)
        except subprocess.TimeoutExpired:
            raise NotConverted(_("LibreOffice took too long.")) from None
        finally:
            _kill_group(process.pid)
    if status == NOT_CONFINED:
        raise NotConverted(_("The server cannot confine LibreOffice, so it was not started."))
    if status != 0:
        raise NotConverted(_("LibreOffice could not read it."))


def _kill_group(leader: int) -> None:
    """End the program with all processes that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _write_profile(profile: Path) -> None:
    """Write LibreOffice's settings: no macros, and no files that a presentation links to."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n'
    )


def _give_to_account(folder: Path) -> None:
    account = check_account()
    if account is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
