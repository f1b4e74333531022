"""Factories of what is learned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from typing import Any

import factory
import factory.fuzzy
from django.utils.text import slugify
from factory.django import DjangoModelFactory
from wagtail.models import Collection, Locale, Page, Site

from content_import.health.models import HealthOverride
from courses.enums import PackageStatus
from courses.models import (
    HomePage,
    Module,
    ModulePage,
    ModuleVersion,
    ModuleVersionContent,
    Package,
    Theme,
)
from courses.modules.actions import PublishModulePage
from courses.site.actions import SITE_PAGES, lay_out_site
from people.access.roles import role_groups
from people.models import Municipality, Person
from scorm.enums import PackageStandard
from tests.database_rows import StoredCalls, StoredRows


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"tema-{n}")
    name_sv = factory.LazyAttribute(lambda o: f"Tema {o.slug}")
    name_en = factory.LazyAttribute(lambda o: f"Theme {o.slug}")


class ModuleFactory(DjangoModelFactory):
    """A module without pages. For one that can be opened use `make_module_page`."""

    class Meta:
        model = Module

    slug = factory.Sequence(lambda n: f"utbildning-{n}")


class PackageFactory(DjangoModelFactory):
    """A ready package of one SCO, without files, that may be published."""

    class Meta:
        model = Package
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Paket {n}")
    standard = PackageStandard.SCORM_12
    status = PackageStatus.READY
    digest = factory.Sequence(lambda n: f"{n:064x}")
    manifest = factory.LazyAttribute(
        lambda o: {
            "standard": o.standard,
            "schema_version": "1.2",
            "identifier": "paket",
            "title": o.title,
            "items": [{"identifier": "item1", "title": o.title, "kind": "sco", "href": "index.html"}],
        }
    )

    @factory.post_generation
    def is_approved(self: Package, create: bool, given: bool | None, **_: Any) -> None:
        if create and given is not False:
            HealthOverride.objects.create(package=self, reason="Prövat för hand, å ä ö")


#: a new site costs 0.4 s of CPU, its rows a twentieth
SITE_ROWS = StoredRows(lay_out_site)


def make_site() -> dict[str, HomePage]:
    """The page tree in Swedish and English; the start pages by language. May be called again."""
    make_page_root()
    if not HomePage.objects.exists() and not role_groups():  # which a new catalogue opens itself to
        SITE_ROWS.write()
        Site.clear_site_root_paths_cache()
    homes = {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}
    return homes if homes.keys() == SITE_PAGES.keys() else lay_out_site()


def make_module_page(
    title: str = "Basala hygienrutiner",
    *,
    slug: str | None = None,
    language: str = "sv",
    package: Package | None = None,
    owner: Municipality | None = None,
    themes: tuple[Theme, ...] = (),
    **values: Any,
) -> ModulePage:
    """A published module page with one step: `package`, or a screen of text. Lays out the site if needed."""
    make_site()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("text", {"title": "Rena händer", "body": "<p>Tvätta och sprita.</p>"})
    ]
    if package is not None:
        steps = [("package", {"title": package.title, "package": package})]
    defaults: dict[str, Any] = {
        "introduction": "Så skyddar du dem du möter.",
        "minutes": 10,
        "aims": "<ul><li>Veta när handskar ska bytas</li></ul>",
        "audience": "Undersköterskor i hemtjänst",
        "steps": steps,
    }

    def publish() -> ModulePage:
        return PublishModulePage(
            by=None,
            module_slug=slug or factory.fuzzy.FuzzyText(prefix="utbildning-", chars="abcdefghij").fuzz(),
            language=language,
            title=title,
            owner=owner,
            themes=themes or (ThemeFactory(slug="nara-vard", name_sv="Nära vård", name_en="Close care"),),
            **{**defaults, **values},
        ).run()

    arguments = (title, slug, language, owner, themes, defaults, values)
    try:
        key = (Module.objects.count(), Theme.objects.count(), _by_value(arguments))
    except TypeError:
        return publish()
    if Module.objects.filter(slug=slug or "").exists():
        return publish()
    PAGE_ROWS.write(key, publish)
    return ModulePage.objects.latest("pk")


PAGE_ROWS = StoredCalls()


def _by_value(argument: Any) -> Hashable:
    """Return a key of an argument whose value is all that publishing takes from it.

    Raise TypeError for others, such as packages and files, whose content and checks count too.
    """
    match argument:
        case str() if "linktype=" in argument or "<embed" in argument:
            raise TypeError(argument)
        case None | bool() | int() | str() | dt.date():
            return argument
        case Municipality() | Person() | Theme():
            return type(argument).__name__, argument.pk, str(argument)
        case dict():
            return tuple((name, _by_value(value)) for name, value in argument.items())
        case list() | tuple():
            return tuple(map(_by_value, argument))
    raise TypeError(argument)


def make_module_version(
    title: str = "Basala hygienrutiner",
    *,
    module: Module | None = None,
    owner: Municipality | None = None,
    valid_months: int | None = None,
    minutes: int = 13,
) -> ModuleVersion:
    """A new version of `module`, or of a new module of that title, with a page below the tree's root."""
    if module is None:
        module = Module.objects.create(slug=slugify(title), owner=owner, valid_months=valid_months)
    page = module.pages.first() or _page(module, title, minutes)
    version = ModuleVersion.objects.create(
        module=module,
        number=module.versions.count() + 1,
        language="sv",
        revision=page.save_revision(),
        title=title,
        minutes=minutes,
        valid_months=valid_months,
    )
    ModuleVersionContent.objects.create(module_version=version)
    return version


def _page(module: Module, title: str, minutes: int) -> ModulePage:
    page = ModulePage(
        title=title,
        slug=module.slug,
        module=module,
        introduction=title,
        minutes=minutes,
        aims="<p>Du vet hur.</p>",
        audience="Alla",
    )
    return make_page_root().add_child(instance=page)


def make_page_root() -> Page:
    """The root of the tree; a flushed database has neither locale nor roots."""
    Locale.objects.get_or_create(language_code="sv")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
