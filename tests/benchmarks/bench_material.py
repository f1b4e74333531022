"""Taking in a presentation of 100 slides and a PDF of 200 pages: seconds, and the memory that is added.

Each run is a process of its own on a throw-away database. `added` is the memory of the site's process,
`reader` that of the largest confined process that reads a file.
"""

from __future__ import annotations

import io
import json
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
import PIL.Image
from django.core.management import call_command

from tests.benchmarks.bench_import import MEGABYTE, in_a_process, memory

RUNS = 3
SLIDES, PAGES = 100, 200
THIS = "tests.benchmarks.bench_material"


def write_presentation(path: Path) -> dict[str, float]:
    """Write slides with a list, a photo of a megabyte and notes."""
    from pptx import Presentation
    from pptx.util import Inches

    presentation = Presentation()
    for number in range(SLIDES):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"Bild {number} om förflyttning"
        slide.placeholders[1].text_frame.text = "\n".join(f"Punkt {n} på åsen" for n in range(6))
        slide.shapes.add_picture(io.BytesIO(photo(number)), 0, 0, Inches(4))
        slide.notes_slide.notes_text_frame.text = "Berätta lugnt. " * 20
    presentation.save(str(path))
    return {}


def photo(seed: int) -> bytes:
    """Return a JPEG of 1600 × 1200 pixels that compresses as photos do."""
    noise = random.Random(seed).randbytes(400 * 300 * 3)  # noqa: S311 - content, no secret
    stored = io.BytesIO()
    PIL.Image.frombytes("RGB", (400, 300), noise).resize((1600, 1200)).save(stored, "JPEG", quality=90)
    return stored.getvalue()


def write_pdf(path: Path) -> dict[str, float]:
    """Write pages of text with a drawing on every tenth."""
    import typst

    text = "Så här gör vi varje gång när någon ska förflyttas. " * 40
    pages = [
        f"= Avsnitt {number}\n{text}" + ("\n#circle(radius: 3cm, fill: aqua)" if number % 10 == 0 else "")
        for number in range(PAGES)
    ]
    path.write_bytes(typst.compile("\n#pagebreak()\n".join(pages).encode()))
    return {}


def take_in(path: Path) -> dict[str, float]:
    """Plan and carry out the import of the file in this process, and return the figures."""
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile

    from content_import.material.actions import PlanMaterial
    from content_import.material.enums import MaterialState
    from content_import.material.models import MaterialImport
    from content_import.material.planning import plan_files, store_uploads
    from content_import.material.running import carry_out_material_import
    from tests.factories.courses import make_site
    from tests.factories.people import PersonFactory

    call_command("migrate", verbosity=0)
    make_site()
    person = PersonFactory(is_superuser=True)
    Path("/proc/self/clear_refs").write_text("5")  # the kernel forgets the peak so far (proc(5))
    before, started = memory("VmRSS"), time.perf_counter()
    files = store_uploads([SimpleUploadedFile(path.name, path.read_bytes())])
    plan_files(files)
    planned = PlanMaterial(files=files, by=person).run()
    planned_at = time.perf_counter()
    MaterialImport.objects.filter(pk=planned.pk).update(state=MaterialState.WAITING)
    carry_out_material_import(material_import=planned)
    planned.refresh_from_db()
    return {
        "plan": planned_at - started,
        "seconds": time.perf_counter() - started,
        "added": memory("VmHWM") - before,
        "reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "steps": len(planned.steps),
        "pictures": planned.done,
    }


def run() -> Iterator[dict[str, object]]:
    """Yield seconds and megabytes, medians over the runs."""
    for name, task in (("presentation.pptx", "presentation"), ("document.pdf", "pdf")):
        with tempfile.TemporaryDirectory(prefix="narlara-bench-") as folder:
            path = Path(folder) / name
            in_a_process(task, path, Path(folder) / "write", THIS)
            runs = [in_a_process("take_in", path, Path(folder) / f"run-{n}", THIS) for n in range(RUNS)]
            conditions = {
                "file_megabytes": round(path.stat().st_size / MEGABYTE, 1),
                "steps": runs[0]["steps"],
                "pictures": runs[0]["pictures"],
                "runs": RUNS,
                "cores": os.cpu_count(),
                "python": platform.python_version(),
            }
        for figure, unit, divisor in (
            ("plan", "s", 1),
            ("seconds", "s", 1),
            ("added", "MB", MEGABYTE),
            ("reader", "MB", MEGABYTE),
        ):
            values = [one[figure] / divisor for one in runs]
            row = {"name": f"material_{task}_{figure}", "value": round(statistics.median(values), 2)}
            yield {**row, "unit": unit, "worst": round(max(values), 2), **conditions}


if __name__ == "__main__":
    chosen = {"presentation": write_presentation, "pdf": write_pdf, "take_in": take_in}[sys.argv[1]]
    sys.stdout.write(json.dumps(chosen(Path(sys.argv[2]))))
