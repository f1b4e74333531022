"""Which modules there is something to say of."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from courses.api import ModuleQuerySet, ModuleVersionPackage
from lms.question_statistics.models import PublishedQuestions
from lms.records.api import module_titles


@dataclass(frozen=True)
class ModuleRow:
    """A module with packages, and how many of its questions there are figures of."""

    title: str
    url: str
    questions: int


def modules_with_packages(modules: ModuleQuerySet) -> list[ModuleRow]:
    """Return those of `modules` that have a package, by title; five queries."""
    uses = ModuleVersionPackage.objects.filter(module_version__module__in=modules)
    packages: dict[int, set[int]] = {}
    for module, package in uses.values_list("module_version__module", "package"):
        packages.setdefault(module, set()).add(package)
    told = {
        package: len(questions)
        for package, questions in PublishedQuestions.objects.values_list("package", "questions")
    }
    found = list(modules.filter(pk__in=packages))
    titles = module_titles(found)
    rows = [
        ModuleRow(
            title=titles[module.pk],
            url=reverse("items:module", args=[module.slug]),
            questions=max(told.get(package, 0) for package in packages[module.pk]),
        )
        for module in found
    ]
    return sorted(rows, key=lambda row: row.title)
