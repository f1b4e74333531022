"""Runs the soak on the command line: `kills [N] [postgresql]`, or another of `KINDS` and N."""

import importlib
import json
import sys

KINDS = ("kills", "packages", "fuzz", "figures", "layers")


def main(name: str = "", number: str = "1000", *more: str) -> int:
    if name not in KINDS:
        sys.exit(f"Say which: {', '.join(KINDS)}.")
    is_sound = True
    for row in importlib.import_module(f"tests.soak.{name}").run(int(number), *more):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        is_sound &= not row.get("faults")
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
