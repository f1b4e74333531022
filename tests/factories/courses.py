"""Factories of modules and their frozen versions."""

from django.utils.text import slugify
from wagtail.models import Locale, Page

from courses.models import Module, ModulePage, ModuleVersion
from lms.people.models import Municipality


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
    return ModuleVersion.objects.create(
        module=module,
        number=module.versions.count() + 1,
        language="sv",
        revision=page.save_revision(),
        title=title,
        minutes=minutes,
        valid_months=valid_months,
    )


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
    Locale.objects.get_or_create(language_code="sv")  # a flushed database has neither locale nor root
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    return root.add_child(instance=page)
