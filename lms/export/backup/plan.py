"""Reading a backup, which may come from anybody: all problems at once, and nothing stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content_import.api import MemberRefused, PackageArchive
from courses.api import Module, ModulePage
from lms.export.backup.keys import UnknownBlock, allowed_html, with_new_keys
from lms.export.backup.layer_plan import PlannedLayer, PlannedVariable, read_layer, read_variable
from lms.export.backup.layout import FORMAT, MANIFEST, READABLE, Json
from lms.export.backup.libraries import older_libraries, problems_of_libraries
from lms.export.models import ModuleImport

CHUNK = 256 * 1024
#: the JSON of a module is read at once: far more than a module of 60 steps with a hundred revisions
JSON_MAX_BYTES = 64 * 1024**2


class DamagedBackup(ValueError):
    """Data that does not have the layout of a backup."""


@dataclass(frozen=True)
class PageState:
    """A revision of a page, with the keys of the other installation in its raw steps."""

    created_at: datetime | None
    fields: Mapping[str, Any]
    themes: tuple[str, ...]
    steps: Sequence[Json]


@dataclass(frozen=True)
class PlannedPage:
    language: str
    #: oldest first, at least one
    revisions: tuple[PageState, ...]


@dataclass(frozen=True)
class PlannedModule:
    slug: str
    valid_months: int | None
    pages: tuple[PlannedPage, ...]
    layers: tuple[PlannedLayer, ...] = ()


@dataclass(frozen=True)
class PlannedFile:
    """A picture, document, recording or package of the backup."""

    key: int
    title: str
    path: str
    description: str = ""


@dataclass
class ImportPlan:
    """What an import creates. It can be executed if there are no `problems`."""

    digest: str
    #: the earlier import of the same file
    known: ModuleImport | None = None
    modules: list[PlannedModule] = field(default_factory=list)
    files: dict[str, list[PlannedFile]] = field(default_factory=dict)
    themes: list[Json] = field(default_factory=list)
    variables: list[PlannedVariable] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    #: what will differ from the other installation, as sentences
    notices: list[str] = field(default_factory=list)

    @property
    def layers(self) -> list[PlannedLayer]:
        return [layer for module in self.modules for layer in module.layers]


KINDS = ("images", "documents", "recordings", "packages")


def plan_import(archive: PackageArchive, *, as_copies: bool) -> ImportPlan:
    """Return the plan of importing a backup. `as_copies` gives modules new slugs where theirs are taken."""
    plan = ImportPlan(archive.digest())
    plan.known = ModuleImport.objects.filter(digest=plan.digest).first()
    plan.problems += [problem.message for problem in archive.problems]
    if plan.problems:
        return plan
    try:
        manifest = read_json(archive, MANIFEST)
        if manifest.get("format") != FORMAT:
            raise DamagedBackup
        if manifest["version"] not in READABLE:
            plan.problems.append(
                _("The backup is of another version of the platform. Update this one first.")
            )
            return plan
        plan.problems += _changed_members(archive, manifest["members"])
        if not plan.problems:
            _read(plan, archive, manifest)
    except UnknownBlock as unknown:
        sentence = _("The backup has content of the kind “%(kind)s”, which this installation does not have.")
        plan.problems.append(sentence % {"kind": str(unknown)[:60]})
    except MemberRefused as refused:
        plan.problems.append(refused.problem.message)
    except (DamagedBackup, ValidationError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        plan.problems.append(_("This is no backup of modules, or it is damaged."))
    if not as_copies:
        plan.problems += _taken(plan.modules)
    return plan


def _read(plan: ImportPlan, archive: PackageArchive, manifest: Json) -> None:
    listed = {member["path"] for member in manifest["members"]}
    for kind in KINDS:
        plan.files[kind] = [_file(each, listed) for each in manifest[kind]]
    plan.themes = [
        {name: str(each[name])[:60] for name in ("slug", "name_sv", "name_en")} for each in manifest["themes"]
    ]
    plan.modules = [_module(read_json(archive, _listed(path, listed))) for path in manifest["modules"]]
    plan.variables = [read_variable(each) for each in manifest.get("variables", ())]
    plan.problems += problems_of_libraries(manifest["packages"])
    plan.notices += older_libraries(manifest["packages"])


def read_json(archive: PackageArchive, path: str) -> Json:
    """Return the JSON object in a member. Raises DamagedBackup, MemberRefused and ValueError."""
    if path not in archive.members:
        raise DamagedBackup(path)
    with archive.open(path) as reader:
        content = bytearray()
        while chunk := reader.read(CHUNK):
            content += chunk
            if len(content) > JSON_MAX_BYTES:
                raise DamagedBackup(path)
    data = json.loads(content)
    if not isinstance(data, dict):
        raise DamagedBackup(path)
    return data


def _changed_members(archive: PackageArchive, members: Sequence[Json]) -> Iterator[str]:
    """Yield what differs between the archive and its manifest."""
    digests = {str(member["path"]): str(member["sha256"]) for member in members}
    if archive.members.keys() - {MANIFEST} != digests.keys():
        yield _("The files of the backup are not those that it lists. Make it again.")
        return
    for path, digest in digests.items():
        if _digest(archive, path) != digest:
            yield _("The file %(path)s of the backup was changed. Make the backup again.") % {"path": path}


def _digest(archive: PackageArchive, path: str) -> str:
    digest = hashlib.sha256()
    with archive.open(path) as reader:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _listed(path: object, listed: set[str]) -> str:
    if not isinstance(path, str) or path not in listed:
        raise DamagedBackup(path)
    return path


def _file(raw: Json, listed: set[str]) -> PlannedFile:
    return PlannedFile(
        int(raw["key"]),
        str(raw["title"])[:200],
        _listed(raw["path"], listed),
        str(raw.get("description") or "")[:255],
    )


def _module(raw: Json) -> PlannedModule:
    pages = tuple(_page(page) for page in raw["pages"])
    months = raw["valid_months"]
    if len({page.language for page in pages}) < len(pages):
        raise DamagedBackup
    layers = tuple(read_layer(layer) for layer in raw.get("layers", ()))
    if len({(layer.language, layer.code) for layer in layers}) < len(layers):
        raise DamagedBackup
    return PlannedModule(str(raw["slug"]), None if months is None else int(months), pages, layers)


def _page(raw: Json) -> PlannedPage:
    revisions = tuple(_state(revision) for revision in raw["revisions"])
    if not revisions:
        raise DamagedBackup
    return PlannedPage(str(raw["language"]), revisions)


def _state(raw: Json) -> PageState:
    """Return a revision whose steps and texts are valid; keys are mapped when it is imported."""
    block: Any = ModulePage._meta.get_field("steps").stream_block  # type: ignore[union-attr]  # a StreamField
    with_new_keys(block, raw["steps"], {})
    created_at = raw["created_at"]
    minutes = raw["minutes"]
    fields = {
        **{name: str(raw[name] or "") for name in ("title", "slug", "seo_title", "search_description")},
        **{name: str(raw[name] or "") for name in ("introduction", "audience")},
        "minutes": None if minutes is None else int(minutes),
        "aims": allowed_html(str(raw["aims"] or ""), ["ul", "bold", "italic"], {}),
    }
    themes = tuple(str(theme) for theme in raw["themes"])
    return PageState(_moment(created_at), fields, themes, raw["steps"])


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise DamagedBackup
    return moment


def _taken(modules: Sequence[PlannedModule]) -> Iterator[str]:
    slugs = Module.objects.filter(slug__in=[module.slug for module in modules]).values_list("slug", flat=True)
    for slug in sorted(slugs):
        yield _("There is a module %(slug)s already. Import it as a copy, or leave it out.") % {"slug": slug}
