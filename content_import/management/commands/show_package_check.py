"""`manage.py show_package_check`: print what this machine lacks for package checks, and how to install it."""

import os
import pwd
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from content_import.health.package_check.chromium import find_chromium, has_sandbox


class Command(BaseCommand):
    """The command, which script/server runs before it starts the server."""

    help = "Prints what is missing before packages can be played, and nothing when all is there."

    def handle(self, *args: Any, **options: Any) -> None:
        for sentence in missing():
            self.stdout.write(f"  {sentence}\n")


def missing() -> list[str]:
    """Return a sentence for each missing requirement."""
    sentences = []
    if find_chromium() is None:
        sentences.append(
            _("Packages are not played here, only read: apt-get install chromium chromium-sandbox")
        )
    elif not settings.CHROMIUM_SANDBOX:
        sentences.append(
            _("Packages are played without the browser's sandbox, since CHROMIUM_SANDBOX is off.")
        )
    elif not has_sandbox():
        sentences.append(
            _(
                "Packages are not played here, only read, since the browser has no sandbox: apt-get install "
                "chromium-sandbox, or allow user namespaces."
            )
        )
    if os.geteuid() == 0 and not _has_account():
        sentences.append(
            _(
                "PDF files, films, sound files and pictures are refused, since there is no account “%s” to "
                "read them: adduser --system it, or name another in PACKAGE_CHECK_ACCOUNT."
            )
            % settings.PACKAGE_CHECK_ACCOUNT
        )
    if os.geteuid() == 0 and Path(settings.DATA_DIR).stat().st_mode & 0o005:
        sentences.append(
            _("Other accounts, also the one that plays packages, may read the data: chmod 700 %s")
            % settings.DATA_DIR
        )
    if os.geteuid() != 0 and not sentences:
        sentences.append(
            _(
                "The browser that plays packages runs as the worker's own account. Give the worker of the "
                "queue “slow” an account that cannot read what it does not need."
            )
        )
    return sentences


def _has_account() -> bool:
    try:
        pwd.getpwnam(settings.PACKAGE_CHECK_ACCOUNT)
    except KeyError:
        return False
    return True
