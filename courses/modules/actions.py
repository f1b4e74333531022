"""Actions that publish modules and freeze their versions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from wagtail.models import Locale, Revision

from courses.enums import KEEP_AS_DRAFT
from courses.exceptions import ModuleIsFixed, ModulePageMissing
from courses.models import (
    Module,
    ModuleIndexPage,
    ModulePage,
    ModuleVersion,
    ModuleVersionContent,
    ModuleVersionPackage,
    Package,
    Theme,
)
from courses.models.module import SLUG_LENGTH
from courses.modules.frozen_content import RawSteps, freeze_files, is_same_content, resolve_steps
from courses.packages.native_packages import compile_steps
from courses.site.slugs import ascii_slug, free_slug
from courses.steps.stored import read_stream
from people.api import Action, Change, LogEntry, Municipality, Person

#: a step's kind and values: `("text", {"title": …, "body": …})`; the value of a package is a `Package`
Step = tuple[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PublishModulePage(Action[ModulePage]):
    """Create or update the module and its page in `language`, publish the page and freeze its version.

    Publishing the same content again creates no page and no version: unchanged steps keep their ids. Raises
    `ModulePageMissing` if the site has no catalogue in that language.
    """

    audit = "wagtail.publish"
    is_of_system = True

    module_slug: str
    language: str
    title: str
    introduction: str
    minutes: int
    aims: str
    audience: str
    themes: Iterable[Theme]
    steps: Sequence[Step]
    owner: Municipality | None = None
    valid_months: int | None = None
    responsible: Person | None = None
    reviewed_on: dt.date | None = None
    drawing: str = ""

    def check(self, by: Person) -> None:
        catalogue = catalogue_in(self.language)
        page = ModulePage.objects.filter(module__slug=self.module_slug, locale=catalogue.locale).first()
        may_publish = (
            page.permissions_for_user(by).can_publish()
            if page
            else catalogue.permissions_for_user(by).can_publish_subpage()
        )
        if not may_publish:  # Wagtail's publishing refuses the module of another municipality
            raise PermissionDenied

    def execute(self) -> Change[ModulePage]:
        module, _ = Module.objects.update_or_create(
            slug=self.module_slug, defaults={"owner": self.owner, "valid_months": self.valid_months}
        )
        catalogue = catalogue_in(self.language)
        page = _page_in(module, catalogue.locale)
        copied = (
            "title",
            "introduction",
            "minutes",
            "aims",
            "audience",
            "responsible",
            "reviewed_on",
            "drawing",
        )
        for name in copied:
            setattr(page, name, getattr(self, name))
        page.owner = page.owner or self.by
        page.steps = _stream_value(page, self.steps)
        if page.pk is None:
            page.live = False  # its slug is made from the title, with a number if that is taken
            catalogue.add_child(instance=page)
        page.themes.set(self.themes)
        page.save_revision(user=self.by).publish(user=self.by)
        page.refresh_from_db()
        return Change(page)


@transaction.atomic
def freeze_module_version(*, page: ModulePage, revision: Revision | None = None) -> ModuleVersion:
    """Return the current version of the module of `page`, as published in `revision` (default: the live one).

    A new version is created if the steps (with their texts), the packages or the rules differ from the newest
    version in that language. It stores the steps, and protects the revision and every file that they use.
    """
    revision = revision or page.live_revision
    module = Module.objects.select_for_update().get(pk=page.module_id)
    language = page.locale.language_code
    content = resolve_steps(json.loads(revision.content["steps"]))
    newest = module.versions.filter(language=language).select_related("content").order_by("-number").first()
    if newest is not None and _is_unchanged(newest, content, module):
        return newest
    version = create_version(module=module, page=page, revision=revision, blocks=page.steps, content=content)
    freeze_files(version, content)
    return version


def create_version(
    *, module: Module, page: ModulePage, revision: Revision, blocks: Iterable[Any], content: RawSteps
) -> ModuleVersion:
    """Store the next version of `module`: the resolved `content` of the steps `blocks` of a page."""
    number = module.versions.aggregate(Max("number"))["number__max"] or 0
    blocks = list(blocks)
    compiled = compile_steps(module, blocks, content)
    version = ModuleVersion.objects.create(
        module=module,
        number=number + 1,
        language=page.locale.language_code,
        revision=revision,
        title=page.title,
        steps=[_frozen_step(block, compiled) for block in blocks],
        minutes=page.minutes,
        valid_months=module.valid_months,
    )
    packages = {step.package for step in version.stored_steps if step.package}
    ModuleVersionPackage.objects.bulk_create(
        ModuleVersionPackage(module_version=version, package_id=package) for package in sorted(packages)
    )
    ModuleVersionContent.objects.create(module_version=version, steps=content)
    return version


@dataclass(frozen=True, kw_only=True)
class KeepAsDraft(Action[None]):
    """Unschedule the revision, if it was scheduled, and log the reasons in the page's history."""

    audit = KEEP_AS_DRAFT
    is_of_system = True

    page: ModulePage
    revision: Revision
    reasons: Sequence[str]

    def check(self, by: Person) -> None:
        """Raise nothing: whoever may publish is decided by Wagtail, whose publishing was refused."""

    def execute(self) -> Change[None]:
        self.page.revisions.filter(pk=self.revision.pk).update(approved_go_live_at=None)
        data = {"reasons": list(self.reasons)}
        return Change(None, [LogEntry(self.page, data, {"revision": self.revision})])


@transaction.atomic
def save_module(*, page: ModulePage, owner: Municipality | None, valid_months: int | None) -> Module:
    """Return the page's module with that owner and validity; a new one for a page without a module.

    The page itself is not saved.
    """
    module = page.module if page.module_id else _new_module(page)
    module.owner, module.valid_months = owner, valid_months
    module.save()
    return module


@transaction.atomic
def assign_module(*, page: ModulePage) -> None:
    """Set the module of a page that is about to be saved.

    Owner and validity from the editor are saved in it. A new page that is neither a translation nor an
    alias of the module's other pages is a copy and gets a module of its own. Raise ModuleIsFixed if a
    page that has been published would change to another module.
    """
    stored = ModulePage.objects.filter(pk=page.pk).first() if page.pk else None
    if page.unsaved_rules is not None:
        rules, page.unsaved_rules = page.unsaved_rules, None
        page.module = save_module(page=page, owner=rules.owner, valid_months=rules.valid_months)
    if stored is None:
        if page.module_id and not _shares_module(page):
            page.module = copy_module(page.module, page)
    elif stored.has_been_published and stored.module_id != page.module_id:
        raise ModuleIsFixed(page.title)


def _shares_module(page: ModulePage) -> bool:
    """Return whether the page is the first of its module, a translation of another one or an alias."""
    others = ModulePage.objects.filter(module=page.module_id)
    is_alone = not others.exists()
    return (
        is_alone
        or page.alias_of_id is not None
        or others.filter(translation_key=page.translation_key).exists()
    )


def copy_module(module: Module, page: ModulePage) -> Module:
    """Return a new module for `page` with the owner and the validity of `module`."""
    copy = _new_module(page)
    copy.owner, copy.valid_months = module.owner, module.valid_months
    copy.save()
    return copy


def _new_module(page: ModulePage) -> Module:
    return Module(slug=free_module_slug(page.slug or page.title))


def free_module_slug(text: str) -> str:
    """Return an ASCII slug of `text` that no module has."""
    slug = ascii_slug(text, max_length=SLUG_LENGTH) or "module"
    # A number at the end of a long slug replaces its last characters.
    taken = Module.objects.filter(slug__startswith=slug[: SLUG_LENGTH - 10]).values_list("slug", flat=True)
    return free_slug(slug, set(taken), max_length=SLUG_LENGTH)


def _is_unchanged(version: ModuleVersion, content: RawSteps, module: Module) -> bool:
    """Return whether neither steps nor rules have changed since `version`."""
    return version.valid_months == module.valid_months and is_same_content(
        version.content.stored_steps, read_stream(content)
    )


def _frozen_step(block: Any, compiled: Mapping[str, Package]) -> dict[str, Any]:
    package = block.value.get("package") or compiled.get(block.id)
    return {
        "id": str(block.id),
        "kind": block.block_type,
        "title": block.value["title"],
        "package": package.pk if package else None,
    }


def _page_in(module: Module, locale: Locale) -> ModulePage:
    """Return the module's page in that language, or a new one that is a translation of its other pages."""
    pages = ModulePage.objects.filter(module=module)
    page = pages.filter(locale=locale).first()
    if page is not None:
        return page
    page = ModulePage(module=module, locale=locale)
    sibling = pages.first()
    if sibling is not None:
        page.translation_key = sibling.translation_key
    return page


def catalogue_in(language: str) -> ModuleIndexPage:
    """Return the catalogue of modules in that language. Raises ModulePageMissing."""
    catalogues = ModuleIndexPage.objects.select_related("locale")
    catalogue = catalogues.filter(locale__language_code=language).first()
    if catalogue is None:
        raise ModulePageMissing(language)
    return catalogue


def _stream_value(page: ModulePage, steps: Sequence[Step]) -> Any:
    """Return the stream of `steps`; a step at the same place with the same kind and title keeps its id."""
    old = [(block.block_type, block.value["title"], block.id) for block in page.steps] if page.pk else []
    raw = []
    for index, (kind, values) in enumerate(steps):
        step_id = old[index][2] if index < len(old) and old[index][:2] == (kind, values["title"]) else None
        raw.append({"type": kind, "value": _raw_value(values), **({"id": step_id} if step_id else {})})
    return ModulePage._meta.get_field("steps").to_python(raw)


def _raw_value(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as a stream stores them: related objects by primary key."""
    return {name: getattr(value, "pk", value) for name, value in values.items()}
