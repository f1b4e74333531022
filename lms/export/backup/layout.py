"""The layout of a backup of modules: a ZIP archive whose `manifest.json` lists each member with its digest.

| member | holds |
| --- | --- |
| `manifest.json` | format, version, the members, and the objects that modules refer to by their old keys |
| `modules/<slug>.json` | the module, its pages, their revisions, and the drafts of its local layers |
| `files/<kind>-<key>-<name>` | pictures, documents, films and sound |
| `packages/<key>.zip` | imported packages, each as an archive that can be uploaded |

H5P packages are there without libraries; the manifest names those that play them. Local values that the
layers and modules use are in the manifest, with the municipalities' own.

Nothing of a person is in it: no authors, owners, responsible persons, comments, attempts or completions.
"""

from __future__ import annotations

from typing import Any, Final

FORMAT: Final = "narlara-modules"
VERSION: Final = 2
#: the versions that can be imported; 1 has neither layers nor names of libraries
READABLE: Final = frozenset({1, 2})
MANIFEST: Final = "manifest.json"
#: the values of a module page, and of its revisions, that a backup has; the steps and themes come on top
PAGE_FIELDS: Final = (
    "title",
    "slug",
    "seo_title",
    "search_description",
    "introduction",
    "minutes",
    "aims",
    "audience",
)

Json = dict[str, Any]
