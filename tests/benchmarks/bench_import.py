"""Importing a package of 200 MB: seconds, and the memory that it adds to the process.

Each run is a process of its own against a throw-away database: memory that an earlier run has given
back to the allocator would hide what the next one takes.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import call_command

RUNS = 5
MEGABYTE = 1024**2
FILM_COUNT, FILM_MEGABYTES = 8, 25


def write_large_package(path: Path) -> None:
    """Write a package of 200 MB: films that don't compress, as films are, and pages that do."""
    django.setup()
    from tests.factories.packages import package_members

    noise = random.Random(1)  # noqa: S311 - content, no secret
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in package_members().items():
            archive.writestr(name, content)
        for number in range(300):
            archive.writestr(f"sidor/{number}.html", f"<p>Sida {number}</p>" * 400)
        for number in range(FILM_COUNT):
            with archive.open(f"film/{number}.mp4", "w") as film:
                for _part in range(FILM_MEGABYTES):
                    film.write(noise.randbytes(MEGABYTE))


def import_once(path: Path) -> dict[str, float]:
    """Import the package in this process and return the figures."""
    django.setup()
    from content_import.packages.actions import ImportPackage
    from tests.factories.packages import archive

    call_command("migrate", verbosity=0)
    ImportPackage(archive=archive(), title="Uppvärmning", by=None).run()
    Path("/proc/self/clear_refs").write_text("5")  # the kernel forgets the peak so far (proc(5))
    before = memory("VmRSS")
    started = time.perf_counter()
    package = ImportPackage(archive=path, title="Stor", by=None).run()
    return {
        "seconds": time.perf_counter() - started,
        "added": memory("VmHWM") - before,
        "bytes": package.total_bytes,
        "files": package.file_count,
    }


def memory(field: str) -> int:
    """Return a figure of the process's memory in bytes: VmRSS is now, VmHWM the peak."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


def in_a_process(
    task: str, path: Path, data_dir: Path, module: str = "tests.benchmarks.bench_import"
) -> dict[str, float]:
    """Run a task of a module by itself, on a database of its own."""
    environment = {**os.environ, "DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", module, task, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return json.loads(done.stdout)


def run() -> Iterator[dict[str, object]]:
    """Yield seconds and added megabytes, medians over the runs."""
    with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
        path = Path(folder) / "stor.zip"
        in_a_process("write", path, Path(folder) / "write")
        runs = [in_a_process("import", path, Path(folder) / f"run-{number}") for number in range(RUNS)]
        conditions = {
            "archive_megabytes": round(path.stat().st_size / MEGABYTE),
            "unpacked_megabytes": round(runs[0]["bytes"] / MEGABYTE),
            "files": runs[0]["files"],
            "runs": RUNS,
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "storage": "disk",
        }
    seconds = [one["seconds"] for one in runs]
    added = [one["added"] / MEGABYTE for one in runs]
    for name, unit, values in (("import", "s", seconds), ("import_added_memory", "MB", added)):
        median, worst = round(statistics.median(values), 2), round(max(values), 2)
        yield {"name": name, "value": median, "unit": unit, "worst": worst, **conditions}


if __name__ == "__main__":
    task = {"import": import_once, "write": write_large_package}[sys.argv[1]]
    sys.stdout.write(json.dumps(task(Path(sys.argv[2]))))
