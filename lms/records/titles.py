"""Modules' titles in the reader's language, for lists of many."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language

from courses.models import Module, ModulePage, ModuleVersion


def module_titles(modules: Iterable[Module]) -> dict[int, str]:
    """Return a title for each module: of its page in the reader's language, else another page's.

    Where no page is left, its last version's title, else its slug. Two queries.
    """
    by_id = {module.pk: module.slug for module in modules}
    versions = ModuleVersion.objects.filter(module__in=by_id).order_by("number")
    by_id.update(dict(versions.values_list("module", "title")))
    pages = ModulePage.objects.filter(module__in=by_id).values_list(
        "module", "title", "locale__language_code"
    )
    language = get_language() or "sv"
    by_id.update({module: title for module, title, _ in sorted(pages, key=lambda page: page[2] == language)})
    return by_id
