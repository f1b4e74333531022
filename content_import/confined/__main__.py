"""Read the file on standard input: `python -I content_import/confined PROGRAM ACCOUNT [OPTION…]`.

Writes one line of JSON to standard output: the result of the program's `read`, `{}` for a file that cannot
be read. The bytes of `pixels` in the result follow the line unencoded.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from content_import.confined.confinement import confine

PROGRAMS = ("markdown", "media", "pdf", "pdf_pages", "picture", "presentation", "word")


def main() -> None:
    name, account, *options = sys.argv[1:]
    if name not in PROGRAMS:
        raise ValueError(name)
    program = import_module(f"content_import.confined.{name}")
    program.prepare()
    confine(account, program.MEMORY_BYTES, program.CPU_SECONDS)
    result = program.read(sys.stdin.buffer, *options)
    pixels = result.pop("pixels", b"")
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n" + pixels)


if __name__ == "__main__":
    main()
