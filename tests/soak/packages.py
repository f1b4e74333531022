"""`script/soak packages N`: N faulty packages, each read as an import reads it before anything is stored.

SEED is the number of the first (0 by default): what failed is made again from its seed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
django.setup()

from django.test import override_settings  # noqa: E402 - Django must be set up first

from content_import.packages.actions import plan_package  # noqa: E402
from tests.faults.faulty_packages.archive_faults import SMALL_LIMITS  # noqa: E402
from tests.faults.faulty_packages.packages import FaultyPackage, faulty_packages  # noqa: E402
from tests.faults.memory import MB, MOST_ADDED, PeakMemory  # noqa: E402


def run(number: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each package of which something else was said than should be, and one for all."""
    names: set[str] = set()
    faults, most_seconds, most_bytes = 0, 0.0, 0
    with override_settings(**SMALL_LIMITS):
        for package in faulty_packages(number, seed=int(os.environ.get("SEED", "0"))):
            memory, began = PeakMemory(), time.process_time()
            said = what_is_said(package)
            most_seconds = max(most_seconds, time.process_time() - began)
            most_bytes = max(most_bytes, memory.added)
            names |= set(package.faults)
            if said != set(package.problems) or memory.added > MOST_ADDED:
                faults += 1
                yield {"name": "packages.fault", "package": str(package), "said": sorted(said), "faults": 1}
    yield {
        "name": "packages",
        "packages": number,
        "kinds": len(names),
        "faults": faults,
        "most_cpu_ms": round(most_seconds * 1000),
        "most_mb_added": round(most_bytes / MB, 1),
    }


def what_is_said(package: FaultyPackage) -> set[str]:
    try:
        return {problem.code for problem in plan_package(archive=BytesIO(package.data)).problems}
    except Exception as error:  # noqa: BLE001 - an error of the server is what is looked for, and told
        return {repr(error)}
