"""H5P content in an export: its page, the player and the libraries, so that it plays without this site."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.storage import storages
from django.template.loader import render_to_string

from content_import.api import libraries_of
from courses.api import Package
from infrastructure.static_files.api import VENDOR_FILES
from lms.export.building.files import PackagedFile, opener_of_static, opener_of_stored, stored_paths
from lms.export.building.manifest import package_folder
from lms.export.building.plan import ExportPlan, Part
from lms.h5p.api import (
    TYPES_WITH_PASS_MARK,
    ContentDefinition,
    completion_rule,
    library_store,
    read_content_definition,
)

#: h5p-standalone (npm) among the site's static files
_DIST = "h5p-standalone/dist/"
_LIBRARIES = "h5p/libraries"
#: static file -> its path in the package
_STATIC_FILES = {
    "js/h5p/play.js": "h5p/play.js",
    "js/h5p/record.js": "h5p/record.js",
    "js/h5p/statements.js": "h5p/statements.js",
    "js/export/h5p.js": "player/h5p.js",
    "js/export/h5p_api.js": "player/h5p_api.js",
    "css/h5p_page.css": "css/h5p_page.css",
    **{f"vendor/{name}": f"h5p/dist/{name.removeprefix(_DIST)}" for name in VENDOR_FILES if _DIST in name},
}
_LICENCE = """H5P's core is in h5p/dist/frame.bundle.js and h5p/dist/styles/h5p.css, unmodified.
It is by Joubel AS, under the GNU General Public License, version 3: https://www.gnu.org/licenses/gpl-3.0.html
Source: https://github.com/tunapanda/h5p-standalone/tree/v3.8.2 and https://github.com/h5p/h5p-php-library
The licence of each library in h5p/libraries is in its library.json.
"""


def h5p_files(packages: Iterable[Package]) -> Iterator[PackagedFile]:
    """Yield the player, and the newest installed version of each library that the packages need."""
    needed = {ref for package in packages for ref in libraries_of(package)}
    if not needed:
        return
    for name, path in _STATIC_FILES.items():
        yield PackagedFile(path, opener_of_static(name))
    yield PackagedFile("h5p/LICENCE.txt", lambda: io.BytesIO(_LICENCE.encode()))
    store, storage = library_store(), storages["packages"]
    for ref in sorted(store.closure(needed)):
        label = store.libraries[ref].label
        for path in stored_paths(label):
            yield PackagedFile(
                f"{_LIBRARIES}/{ref.folder}/{path}", opener_of_stored(storage, f"{label}/{path}")
            )


def h5p_page(plan: ExportPlan, part: Part, package: Package) -> str:
    """Return the page that plays the content of a package."""
    definition = _definition_of(package)
    state = {**_rules(definition), **_addresses(part), "title": package.title, "standard": plan.standard}
    context = {"version": plan.version, "title": part.steps[0].title, "state": state}
    return render_to_string("export/h5p.html", context)


def _rules(definition: ContentDefinition) -> dict[str, Any]:
    """Return the rule of completion and score, the same as on the site (decision 0031)."""
    main = definition.main_library
    return {
        "library": str(main),
        "rule": completion_rule(main.machine_name).value,
        "hasPassMark": main.machine_name in TYPES_WITH_PASS_MARK,
    }


def _addresses(part: Part) -> dict[str, str]:
    return {
        "files": package_folder(part),
        "libraries": _LIBRARIES,
        "frameJs": "h5p/dist/frame.bundle.js",
        "frameCss": "h5p/dist/styles/h5p.css",
    }


def _definition_of(package: Package) -> ContentDefinition:
    with storages["packages"].open(f"{package.label}/h5p.json", "rb") as stream:
        return read_content_definition(json.loads(stream.read().decode("utf-8-sig")))
