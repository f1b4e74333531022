"""Run the benchmarks named on the command line, or all of them."""

import importlib
import json
import pkgutil
import sys

import tests.benchmarks


def names() -> list[str]:
    modules = (module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__))
    return sorted(name.removeprefix("bench_") for name in modules if name.startswith("bench_"))


def main(selected: list[str]) -> None:
    unknown = set(selected) - set(names())
    if unknown:
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(names())}.")
    for name in selected or names():
        for row in importlib.import_module(f"tests.benchmarks.bench_{name}").run():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
