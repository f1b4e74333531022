"""Which Chromium drives the tests, and how it is started."""

import os
import shutil

#: the browser that people have
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
#: the same engine without windows, profiles and storage partitions, at two thirds of the CPU
HEADLESS_SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
