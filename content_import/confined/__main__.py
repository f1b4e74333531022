"""Read the file on standard input: `python -I content_import/confined media|pdf ACCOUNT`.

Writes one JSON object to standard output: what `media.read` or `pdf.read` returns, `{}` for a file that
cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from content_import.confined import media, pdf
from content_import.confined.confinement import confine

PROGRAMS = {"media": media, "pdf": pdf}


def main() -> None:
    program = PROGRAMS[sys.argv[1]]
    program.prepare()
    confine(sys.argv[2], program.MEMORY_BYTES)
    sys.stdout.write(json.dumps(program.read(sys.stdin.buffer)))  # type: ignore[arg-type]  # a buffered reader


if __name__ == "__main__":
    main()
