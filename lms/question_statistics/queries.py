"""Queries for modules with questions."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from courses.api import ModuleQuerySet, ModuleVersionPackage
from lms.question_statistics.models import PublishedQuestions
from lms.records.api import module_titles


@dataclass(frozen=True)
class ModuleRow:
    """A module with packages, and the number of its published questions."""

    title: str
    url: str
    questions: int


def modules_with_packages(modules: ModuleQuerySet) -> list[ModuleRow]:
    """Return those of `modules` that have a package, ordered by title; five queries."""
    uses = ModuleVersionPackage.objects.filter(module_version__module__in=modules)
    versions: dict[int, dict[UUID, set[int]]] = defaultdict(lambda: defaultdict(set))
    for module, lineage, package in uses.values_list("module_version__module", "package__lineage", "package"):
        versions[module][lineage].add(package)
    published = {
        package: len(questions)
        for package, questions in PublishedQuestions.objects.values_list("package", "questions")
    }
    matches = list(modules.filter(pk__in=versions))
    titles = module_titles(matches)
    rows = [
        ModuleRow(
            title=titles[module.pk],
            url=reverse("items:module", args=[module.slug]),
            questions=sum(
                max(published.get(package, 0) for package in packages)
                for packages in versions[module.pk].values()
            ),
        )
        for module in matches
    ]
    return sorted(rows, key=lambda row: row.title)
