"""The page that plays H5P content on its own content origin, and the files of installed libraries.

The page stands in the place of a SCO in the player's shell: its script (static/js/h5p) finds the SCORM API
there, and reports to it what the content says in xAPI.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import override
from django.views.decorators.http import require_safe

from courses.api import Package, PackageKind
from lms.attempts.api import file_prefix, h5p_prefix, opens_files
from lms.content_origin.api import connection_allowlist, external_hosts, h5p_policy, serve_package_file
from lms.h5p.api import (
    TYPES_WITH_PASS_MARK,
    ContentDefinition,
    LibraryRef,
    completion_rule,
    evaluates_text,
    library_at,
    library_store,
    read_content_definition,
    store_revision,
)

#: h5p-standalone (npm); frame.bundle.js has H5P's core
DIST = "vendor/h5p-standalone/dist"


@require_safe
def page(request: HttpRequest, label: str, week: int, signature: str) -> HttpResponse:
    """Answer with the page that plays a package, with the policy that its libraries need."""
    _check_address(request, label, week, signature)
    package = get_object_or_404(Package.objects.ready(), label=label, kind=PackageKind.H5P)
    definition = _definition_of(package)
    language = request.GET.get("language", "")
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        html = render_to_string(
            "h5p/page.html",
            {
                "title": package.title,
                "language": language,
                "state": _state(package, definition),
                "player": f"{DIST}/main.bundle.js",
            },
        )
    hosts = external_hosts(label)
    evaluates = evaluates_text(library_store().closure(definition.dependencies))
    headers = {
        "Content-Security-Policy": h5p_policy(hosts, evaluates=evaluates),
        "Connection-Allowlist": connection_allowlist(hosts),
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(html, headers=headers)


@require_safe
def library_file(
    request: HttpRequest, label: str, week: int, signature: str, revision: int, folder: str, path: str
) -> HttpResponseBase:
    """Answer with a file of an installed library, as a revision of the store has it."""
    _check_address(request, label, week, signature)
    ref = LibraryRef.from_folder(folder)
    library = None if ref is None else library_at(ref, revision)
    if library is None:
        raise Http404
    return serve_package_file(request, library.label, path)


def _check_address(request: HttpRequest, label: str, week: int, signature: str) -> None:
    """Raise Http404 on another package's host, or unless the prefix is one that we have signed."""
    host: str = request.content_label  # type: ignore[attr-defined]  # set by ContentChain
    if host not in {"", label} or not opens_files(label, week, signature):
        raise Http404


def _definition_of(package: Package) -> ContentDefinition:
    """Return the definition of a package's content. Raises Http404 where its file is missing or damaged."""
    try:
        with storages["packages"].open(f"{package.label}/h5p.json", "rb") as stream:
            return read_content_definition(json.loads(stream.read().decode("utf-8-sig")))
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error


def _state(package: Package, definition: ContentDefinition) -> dict[str, Any]:
    """Return what the page's script reads."""
    main = definition.main_library
    return {
        "files": file_prefix(package.label).rstrip("/"),
        "libraries": f"{h5p_prefix(package.label)}{store_revision()}",
        "library": str(main),
        "rule": completion_rule(main.machine_name).value,
        "hasPassMark": main.machine_name in TYPES_WITH_PASS_MARK,
        "title": package.title,
        "frameJs": static(f"{DIST}/frame.bundle.js"),
        "frameCss": static(f"{DIST}/styles/h5p.css"),
    }
