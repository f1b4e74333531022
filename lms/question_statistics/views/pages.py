"""Context of the page of the questions of a module, and rows of its export."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from courses.api import Module, ModuleVersion, Package, PackageKind
from lms.question_statistics.counting.native import first_versions
from lms.question_statistics.counting.publication import Occasion, PublishedQuestion, published_questions
from lms.question_statistics.counting.tallies import Few, Judged, Tally
from lms.question_statistics.models import PublishedQuestions
from lms.question_statistics.views.texts import answer_words, question_words
from scorm.api import FREE_TEXT

#: a hidden number in files
HIDDEN = "–"


@dataclass(frozen=True)
class QuestionCard:
    """A question on the page."""

    number: int
    words: str
    part: str
    people: int
    seconds: int | None
    right_answers: str
    #: in the learner's own words
    is_free_text: bool
    #: False for opinions such as "likert", which are neither right nor wrong
    is_judged: bool
    first: Judged | None
    last: Judged | None
    first_answers: list[Tally]
    last_answers: list[Tally]

    @property
    def holds_rest(self) -> bool:
        """Return True if an answer includes a few other ones."""
        return any(row.holds_rest for row in (*self.first_answers, *self.last_answers))

    @property
    def hardness(self) -> tuple[int, int]:
        """Return the sort key, hardest first by published numbers, questions without judgement last."""
        if self.first is None:
            return 101, self.number
        if self.first.percent is not None:
            return self.first.percent, self.number
        return (0 if self.first.few == Few.RIGHT else 100), self.number


@dataclass(frozen=True)
class QuestionSource:
    """A package whose questions are counted; the first version stands for the lineage of a native one."""

    package: Package
    title: str

    @property
    def is_native(self) -> bool:
        return self.package.kind == PackageKind.NATIVE


@dataclass(frozen=True)
class QuestionsPage:
    """The packages of a module, and the questions of one of them."""

    module: Module
    sources: list[QuestionSource]
    source: QuestionSource | None
    cards: list[QuestionCard]
    published: PublishedQuestions | None


def questions_page(module: Module, chosen: int | None) -> QuestionsPage:
    """Return the page of a module for the package `chosen`, or else the newest one with figures."""
    sources = sources_of(module)
    by_package = {
        published.package_id: published
        for published in PublishedQuestions.objects.filter(package__in=[each.package for each in sources])
    }
    preferred = [each for each in sources if each.package.pk == chosen]
    preferred += [each for each in sources if each.package.pk in by_package]
    source = next(iter([*preferred, *sources]), None)
    published = by_package.get(source.package.pk) if source else None
    cards = list(_cards(source.package, published)) if source and published else []
    cards.sort(key=lambda card: card.hardness)
    return QuestionsPage(module, sources, source, cards, published)


def sources_of(module: Module) -> list[QuestionSource]:
    """Return what is counted of the versions of the module, newest version first."""
    keys: dict[int, None] = {}
    for version in ModuleVersion.objects.filter(module=module).order_by("-number"):
        keys.update(dict.fromkeys(step.package for step in version.stored_steps if step.package))
    counted_for = first_versions(keys)
    packages = Package.objects.in_bulk({*keys, *counted_for.values()})
    sources: dict[int, QuestionSource] = {}
    for pk in keys:
        if package := packages.get(pk):
            first = packages[counted_for.get(pk, pk)]
            title = package.title if pk in counted_for else str(package)
            sources.setdefault(first.pk, QuestionSource(first, title))
    return list(sources.values())


def exported_rows(page: QuestionsPage) -> Iterator[list[Any]]:
    """Yield one row per answer, with the numbers on the page."""
    for card in page.cards:
        for occasion, judged, answers in (
            (_("First answer"), card.first, card.first_answers),
            (_("Latest answer"), card.last, card.last_answers),
        ):
            numbers = [_number(judged.right), _number(judged.wrong)] if judged else [HIDDEN, HIDDEN]
            common = [card.words, card.part, card.people, card.seconds or HIDDEN, occasion, *numbers]
            for row in answers:
                yield [*common, row.answer, row.people, _("yes") if row.is_right else ""]
            if not answers:
                yield [*common, HIDDEN, HIDDEN, ""]


def exported_header() -> list[str]:
    return [
        _("Question"),
        _("Part"),
        _("Answered"),
        _("Median seconds"),
        _("Which answer"),
        _("Right"),
        _("Wrong"),
        _("Answer"),
        _("People"),
        _("Is right"),
    ]


def _number(value: int | None) -> int | str:
    return HIDDEN if value is None else value


def _cards(package: Package, published: PublishedQuestions) -> Iterator[QuestionCard]:
    parts = package.structure.launchable
    titles = {part.identifier: part.title for part in parts} if len(parts) > 1 else {}
    for number, question in enumerate(published_questions(published.questions), start=1):
        yield QuestionCard(
            number=number,
            words=question_words(question.identifier, question.wording, number),
            part=titles.get(question.sco, ""),
            people=question.people,
            seconds=question.seconds,
            right_answers=_(" or ").join(_words(question, pattern) for pattern in question.patterns),
            is_free_text=question.kind in FREE_TEXT and not question.texts,
            is_judged=question.first.judged is not None or bool(question.patterns),
            first=question.first.judged,
            last=question.last.judged,
            first_answers=_rows(question, question.first),
            last_answers=_rows(question, question.last),
        )


def _rows(question: PublishedQuestion, occasion: Occasion) -> list[Tally]:
    """Return the answers as a reader sees them."""
    return [replace(tally, answer=_words(question, tally.answer)) for tally in occasion.answers]


def _words(question: PublishedQuestion, answer: str) -> str:
    return answer_words(question.kind, answer, question.texts, question.unit)
