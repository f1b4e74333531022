"""Publication of statistics of questions: at most daily, and only when five more people have answered.

The rule applies to each question and to its first answers separately: otherwise the difference of two
publications would disclose what one person changed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from courses.api import Package
from lms.attempts.api import lock_cursor
from lms.question_statistics.counting.actions import CONSUMER
from lms.question_statistics.counting.tallies import (
    Few,
    Judged,
    Tally,
    publishable_answers,
    publishable_judged,
    publishable_seconds,
    publishable_total,
)
from lms.question_statistics.models import Answer, PublishedQuestions, Question
from lms.reports.api import LEAST

#: figures change at most once per day
PUBLISH_EVERY = dt.timedelta(hours=20)


@dataclass(frozen=True)
class Occasion:
    """The statistics of the first or of the last answers to a question."""

    judged: Judged | None = None
    answers: list[Tally] = field(default_factory=list)


@dataclass(frozen=True)
class PublishedQuestion:
    """A question answered by at least five people, after disclosure control."""

    sco: str
    identifier: str
    kind: str
    wording: str
    patterns: list[str]
    people: int
    seconds: int | None = None
    first: Occasion = field(default_factory=Occasion)
    last: Occasion = field(default_factory=Occasion)
    #: the author's texts by number, and the unit of a number; native questions alone
    texts: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    #: exact number of people when the first answers were published; never shown
    counted: int = 0
    #: time of receipt of the newest answer, in ISO 8601; "" in rows published before this was stored
    as_of: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.sco, self.identifier

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PublishedQuestion:
        occasions = {name: _occasion_from_json(data[name]) for name in ("first", "last")}
        return cls(**{**data, **occasions})


def publish_questions(*, now: dt.datetime | None = None) -> int:
    """Publish the packages that are due; return their number."""
    moment = now or timezone.now()
    packages = Package.objects.filter(questions__isnull=False).distinct()
    fresh = PublishedQuestions.objects.filter(published_at__gt=moment - PUBLISH_EVERY)
    return sum(_publish(package, moment) for package in packages.exclude(published_questions__in=fresh))


@transaction.atomic
def _publish(package: Package, now: dt.datetime) -> bool:
    """Publish the questions of a package with enough new answers; return whether any were published."""
    lock_cursor(CONSUMER)
    before = PublishedQuestions.objects.filter(package=package).first()
    answers = Answer.objects.filter(question__package=package)
    if before and not answers.filter(changed_at__gt=before.as_of).exists():
        return False
    published = _published_before(before)
    new = _changed_since(package, published)
    publishable = [
        _replacing(published[question.key], question, new[question.key])
        if question.key in published
        else question
        for question in publishable_questions(package)
    ]
    if not publishable or publishable == list(published.values()):
        return False
    newest = max(dt.datetime.fromisoformat(question.as_of) for question in publishable)
    PublishedQuestions.objects.update_or_create(
        package=package,
        defaults={
            "questions": [asdict(question) for question in publishable],
            "as_of": newest,
            "published_at": now,
        },
    )
    return True


def _published_before(before: PublishedQuestions | None) -> dict[tuple[str, str], PublishedQuestion]:
    """Return key -> question of the present publication."""
    if before is None:
        return {}
    as_of = before.as_of.isoformat()
    questions = published_questions(before.questions)
    return {one.key: one if one.as_of else replace(one, as_of=as_of) for one in questions}


def _changed_since(
    package: Package, published: Mapping[tuple[str, str], PublishedQuestion]
) -> Counter[tuple[str, str]]:
    """Return key -> number of people who have answered or changed an answer since publication."""
    if not published:
        return Counter()
    since = {key: dt.datetime.fromisoformat(question.as_of) for key, question in published.items()}
    questions = Question.objects.filter(package=package).values_list("pk", "sco", "identifier")
    keys = {pk: (sco, identifier) for pk, sco, identifier in questions}
    newer = Answer.objects.filter(question__in=keys, changed_at__gt=min(since.values()))
    return Counter(
        keys[question]
        for question, changed_at in newer.values_list("question", "changed_at").iterator(10_000)
        if keys[question] in since and changed_at > since[keys[question]]
    )


def _replacing(old: PublishedQuestion, new: PublishedQuestion, people: int) -> PublishedQuestion:
    """Return the publishable state of a question after `people` new answers since `old` was published."""
    if people < LEAST:
        return old
    if new.counted - old.counted < LEAST:
        return replace(new, people=old.people, seconds=old.seconds, first=old.first, counted=old.counted)
    return new


def publishable_questions(package: Package) -> list[PublishedQuestion]:
    """Return the questions of a package answered by enough people, in package order; five queries."""
    parts = {item.identifier: number for number, item in enumerate(package.structure.launchable)}
    questions = list(Question.objects.filter(package=package))
    questions.sort(key=lambda q: (parts.get(q.sco, len(parts)), q.number, q.identifier))
    first, last = _counts(package, "first"), _counts(package, "last")
    seconds: dict[int, list[float]] = defaultdict(list)
    timed = Answer.objects.filter(question__package=package, first_seconds__isnull=False)
    for question, duration in timed.values_list("question", "first_seconds").iterator(10_000):
        seconds[question].append(duration or 0.0)
    newest = dict(
        Answer.objects.filter(question__package=package)
        .values_list("question")
        .annotate(newest=Max("changed_at"))
        .order_by()
    )
    publishable = (
        _publishable_question(q, first[q.pk], last[q.pk], seconds[q.pk], newest.get(q.pk)) for q in questions
    )
    return [question for question in publishable if question]


def _publishable_question(
    question: Question, first: _Counts, last: _Counts, seconds: list[float], newest: dt.datetime | None
) -> PublishedQuestion | None:
    people = publishable_total(first.answers.total())
    if people is None or newest is None:
        return None
    return PublishedQuestion(
        sco=question.sco,
        identifier=question.identifier,
        kind=question.kind,
        wording=question.wording,
        patterns=question.patterns,
        texts=question.texts,
        unit=question.unit,
        people=people,
        seconds=publishable_seconds(median(seconds), len(seconds)) if seconds else None,
        first=first.publishable(),
        last=last.publishable(),
        counted=first.answers.total(),
        as_of=newest.isoformat(),
    )


@dataclass
class _Counts:
    """The number of people per answer and correctness, and the number of judged answers."""

    answers: Counter[tuple[str, bool]] = field(default_factory=Counter)
    judged: int = 0

    def publishable(self) -> Occasion:
        right = sum(people for (_, is_right), people in self.answers.items() if is_right)
        is_judged = self.judged >= LEAST
        judged = publishable_judged(right, self.answers.total() - right) if is_judged else None
        return Occasion(judged, publishable_answers(self.answers))


def _counts(package: Package, occasion: str) -> dict[int, _Counts]:
    counts: dict[int, _Counts] = defaultdict(_Counts)
    rows = Answer.objects.filter(question__package=package).values_list(
        "question", occasion, f"{occasion}_is_right"
    )
    for question, answer, is_right, people in rows.annotate(people=Count("pk")).order_by():
        counts[question].answers[answer, is_right is True] += people
        counts[question].judged += 0 if is_right is None else people
    return counts


def _occasion_from_json(data: Mapping[str, Any]) -> Occasion:
    judged = data["judged"]
    if judged is not None:
        judged = Judged(judged["right"], judged["wrong"], judged["few"] and Few(judged["few"]))
    return Occasion(judged, [Tally(**tally) for tally in data["answers"]])


def published_questions(data: Iterable[Mapping[str, Any]]) -> list[PublishedQuestion]:
    """Return the questions of a `PublishedQuestions` row."""
    return [PublishedQuestion.from_json(question) for question in data]
