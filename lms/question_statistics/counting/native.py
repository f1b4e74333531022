"""The questions of native packages, by which their answers are counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from courses.api import Package, PackageKind, Wording, frozen_questions
from scorm.api import comparable


@dataclass(frozen=True)
class NativeQuestions:
    """The questions of some native packages in words, and the first version of each one's lineage."""

    #: package -> id of a question -> its wording
    wordings: Mapping[int, Mapping[str, Wording]] = field(default_factory=dict)
    #: package -> the first version of its lineage
    first_versions: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, packages: Collection[int]) -> NativeQuestions:
        wordings = {
            package: {key: Wording.of(question.block, question.value) for key, question in questions.items()}
            for package, questions in frozen_questions(packages).items()
        }
        return cls(wordings, first_versions(packages))

    def wording(self, package: int, identifier: str) -> Wording | None:
        return self.wordings.get(package, {}).get(identifier)


def first_versions(packages: Collection[int]) -> dict[int, int]:
    """Return package -> the first version of its lineage, for native ones; two queries."""
    native = Package.objects.filter(kind=PackageKind.NATIVE)
    lineages = dict(native.filter(pk__in=packages).values_list("pk", "lineage"))
    versions = native.filter(lineage__in=set(lineages.values())).order_by("-version")
    first = dict(versions.values_list("lineage", "pk"))
    return {package: first[lineage] for package, lineage in lineages.items()}


def counted_answer(wording: Wording, kind: str, response: str, max_length: int) -> str:
    """Return a response with the numbers of the author's texts; "" if it has any other text.

    Elements beyond `max_length` are left out.
    """
    if kind == "true-false":
        return response
    if kind == "numeric":
        return "[:]".join(_normal_number(end) for end in response.split("[:]"))
    elements = [
        [wording.numbers.get(part) for part in element.split("[.]")] for element in response.split("[,]")
    ]
    if not all(number for element in elements for number in element):
        return ""
    numbered = comparable(kind, "[,]".join("[.]".join(map(str, element)) for element in elements))
    return numbered if len(numbered) <= max_length else numbered[:max_length].rpartition("[,]")[0]


def _normal_number(text: str) -> str:
    """Return a number without zeros at its end; "2.50" and "2.5" are the same answer."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text
