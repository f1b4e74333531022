"""Modules' titles in the reader's language, for lists of many."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from courses.api import Module, ModulePage, ModuleVersion


def module_titles(modules: Iterable[Module]) -> dict[int, str]:
    """Return a title for each module: of its page in the reader's language, else another page's.

    Where no page is left, its last version's title, else its slug. One query, and one where no page is left.
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
