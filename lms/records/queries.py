"""Titles of many modules in the active language, and names of the units on many paths."""

from collections.abc import Iterable

from django.utils.translation import get_language

from courses.api import Module, ModulePage, ModuleVersion
from people.api import Unit


def module_titles(modules: Iterable[Module]) -> dict[int, str]:
    """Return module -> title: of its page in the active language, else of another page.

    Without a page, the title of its last version, else its slug. One query, and one if a page is missing.
    """
    slugs = {module.pk: module.slug for module in modules}
    language = get_language() or "sv"
    pages = ModulePage.objects.filter(module__in=slugs).values_list(
        "module", "title", "locale__language_code"
    )
    titles = {module: title for module, title, _ in sorted(pages, key=lambda page: page[2] == language)}
    if without_page := slugs.keys() - titles.keys():
        versions = ModuleVersion.objects.filter(module__in=without_page).order_by("number")
        titles.update(versions.values_list("module", "title"))
    return slugs | titles


class UnitPaths:
    """The names on the paths of the given units."""

    def __init__(self, units: Iterable[Unit]) -> None:
        keys = {key for unit in units for key in unit.path_keys}
        units_on_paths = Unit.objects.filter(pk__in=keys) if keys else Unit.objects.none()
        self._names = dict(units_on_paths.values_list("pk", "name"))

    def names(self, unit: Unit) -> list[str]:
        return [self._names[key] for key in unit.path_keys]
