"""Run the benchmarks named on the command line, or all of them."""

import importlib
import json
import pkgutil
import sys

import tests.benchmarks


def benchmarks() -> dict[str, str]:
    """Return name -> module of each benchmark, sorted by name."""
    modules = pkgutil.walk_packages(tests.benchmarks.__path__, "tests.benchmarks.")
    names = (module.name for module in modules if ".bench_" in module.name)
    return dict(sorted((name.rpartition(".bench_")[2], name) for name in names))


def main(selected: list[str]) -> None:
    modules = benchmarks()
    unknown = set(selected) - set(modules)
    if unknown:
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(modules)}.")
    for name in selected or modules:
        for row in importlib.import_module(modules[name]).run():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
