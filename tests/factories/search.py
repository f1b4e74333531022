"""Factories of pages with text to search for."""

from __future__ import annotations

from collections.abc import Iterable

from courses.models import Module, ModuleIndexPage, ModulePage, Theme
from people.models import Municipality
from tests.factories.seminars import make_seminar_index


def make_module_about_medicine(
    title: str, owner: Municipality | None = None, *, language: str = "sv", themes: Iterable[Theme] = ()
) -> ModulePage:
    """A published module about "läkemedel" with a step about "tabletterna"."""
    make_seminar_index()
    module = Module.objects.create(slug=title.lower(), owner=owner)
    page = ModulePage(
        title=title,
        slug=title.lower(),
        module=module,
        introduction="Om läkemedel och trygghet.",
        minutes=8,
        aims="<ul><li>Du kan ge läkemedel.</li></ul>",
        audience="Alla",
        steps=[("text", {"title": "Dosetten", "body": "<p>Räkna tabletterna två gånger.</p>"})],
    )
    ModuleIndexPage.objects.get(locale__language_code=language).add_child(instance=page)
    page.themes.set(themes)
    page.save_revision().publish()
    return page
