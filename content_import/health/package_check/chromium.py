"""How Chromium is found and started for package checks: path, flags, account and sandbox."""

import os
import pwd
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from django.conf import settings

#: executables in Debian, other distributions and macOS
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: the setuid helper of Debian's package chromium-sandbox
SANDBOX_HELPER = Path("/usr/lib/chromium/chrome-sandbox")

FLAGS = (
    # Nothing leaves the machine: names do not resolve, and addresses go to a proxy port that is closed.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--mute-audio",
    "--disk-cache-size=67108864",
    "--no-first-run",
    # Content can read navigator.webdriver and behave differently while it is true.
    "--disable-blink-features=AutomationControlled",
    "--autoplay-policy=no-user-gesture-required",
    "--js-flags=--max-old-space-size=512",
)


def find_chromium() -> str | None:
    """Return the path of the browser: the setting CHROMIUM, else one that is installed.

    None where there is none, or if the setting is "none".
    """
    if settings.CHROMIUM == "none":
        return None
    if settings.CHROMIUM:
        return shutil.which(settings.CHROMIUM)
    return next(filter(None, map(shutil.which, EXECUTABLES)), None)


@lru_cache
def user_agent_flags(chromium: str) -> tuple[str, ...]:
    """Return a user-agent flag without "Headless"; none if the browser's version is unknown."""
    try:
        # The browser is the operator's own setting.
        result = subprocess.run([chromium, "--version"], capture_output=True, text=True, timeout=20)  # noqa: S603 - as above
    except (OSError, subprocess.TimeoutExpired):
        return ()
    version = re.search(r"\b(\d+)\.\d+\.\d+", result.stdout)
    if version is None:
        return ()
    chrome = f"Chrome/{version[1]}.0.0.0"
    return (
        f"--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {chrome} "
        "Safari/537.36",
    )


def check_account() -> pwd.struct_passwd | None:
    """Return the account that the browser runs as, None where it is this process's own.

    Only root can switch accounts. Raises KeyError if the account in the setting does not exist.
    """
    return pwd.getpwnam(settings.PACKAGE_CHECK_ACCOUNT) if os.geteuid() == 0 else None


def has_sandbox() -> bool:
    """Return whether the browser can have a sandbox: by user namespaces, or Debian's helper."""
    account = ["setpriv", f"--reuid={settings.PACKAGE_CHECK_ACCOUNT}", "--clear-groups"]
    command = [*(account if os.geteuid() == 0 else []), "unshare", "--user", "true"]
    try:
        has_namespaces = subprocess.run(command, capture_output=True, timeout=20).returncode == 0  # noqa: S603 - ours
    except (OSError, subprocess.TimeoutExpired):
        has_namespaces = False
    return has_namespaces or SANDBOX_HELPER.exists()
