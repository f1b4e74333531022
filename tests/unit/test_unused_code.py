"""No function, method, property or class of the product is without use."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

from django.conf import settings
from vulture import Vulture

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("content_import", "courses", "demo", "infrastructure", "lms", "people", "scorm", "search")
KINDS = {"function", "method", "property", "class"}
#: registered by a decorator
DECORATORS = ["@receiver*", "@hooks.*", "@register*", "@*.register*", "@task*", "@*.filter", "@*.simple_tag"]
#: called by Django and django-filter by their name
NAMES = ["*Config", "clean_*", "filter_*", "process_*"]
#: name -> where it is used, beyond the code of the product
USED_ELSEWHERE = {
    "BufferedWorker": "script/serve names it for gunicorn",
    "blockquote_open": "markdown-it calls renderers by the name of the token",
    "CreateExemption": "a manager's page is planned (people and requirements)",
    "EndExemption": "as above",
    "get_help_text": "Django asks password validators for it",
    "get_translatable_segments": "wagtail-localize reads the texts of a field by it",
    "restore_translated_segments": "wagtail-localize puts translated texts into a field by it",
    "legacy_verification_code": "tests make codes of earlier versions by it",
}


def test_product_code_is_used() -> None:
    vulture = Vulture(ignore_names=NAMES, ignore_decorators=DECORATORS)
    vulture.scavenge([str(ROOT / name) for name in PACKAGES], exclude=["*/migrations/*", "*/settings/*"])

    unused = {item.name for item in vulture.get_unused_code() if item.typ in KINDS}

    assert (
        sorted(unused - names_in_templates_scripts_and_settings() - inherited_names() - set(USED_ELSEWHERE))
        == []
    )


def test_exceptions_from_the_check_of_unused_code_exist() -> None:
    source = "".join(path.read_text() for name in PACKAGES for path in (ROOT / name).rglob("*.py"))

    assert [name for name in USED_ELSEWHERE if not re.search(rf"(def|class) {name}\b", source)] == []


def names_in_templates_scripts_and_settings() -> set[str]:
    files = [path for suffix in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{suffix}")]
    files += [*(ROOT / "static").rglob("*.js"), *(ROOT / "lms/settings").glob("*.py")]
    return {name for path in files for name in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))}


def inherited_names() -> set[str]:
    """Return the attributes that classes of the product override or fill in for a library."""
    names: set[str] = set()
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not any(
                part in module.name for part in (".migrations", ".settings.", "__main__", ".confined.")
            ):
                for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                    names.update(*(dir(base) for base in member.__mro__ if not is_ours(base)))
    return names


def is_ours(base: type) -> bool:
    return base.__module__.split(".")[0] in PACKAGES
