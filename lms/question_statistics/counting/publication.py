"""Publishing how questions are answered: at most daily, and only when five people more have answered.

Each question by itself, and its first answers by themselves: what one person has changed among others'
answers to something else would be told by the difference.
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
from lms.question_statistics.counting.actions import locked_position
from lms.question_statistics.counting.tallies import (
    Few,
    Judged,
    Tally,
    tell_answers,
    tell_judged,
    tell_seconds,
    tell_total,
)
from lms.question_statistics.models import Answer, PublishedQuestions, Question
from lms.reports.api import LEAST

#: what one looks at today is what one looked at this morning
PUBLISH_EVERY = dt.timedelta(hours=20)


@dataclass(frozen=True)
class Occasion:
    """How a question was answered the first time, or the last."""

    judged: Judged | None = None
    answers: list[Tally] = field(default_factory=list)


@dataclass(frozen=True)
class PublishedQuestion:
    """A question that at least five people have answered, as it may be shown."""

    sco: str
    identifier: str
    kind: str
    wording: str
    patterns: list[str]
    people: int
    seconds: int | None = None
    first: Occasion = field(default_factory=Occasion)
    last: Occasion = field(default_factory=Occasion)
    #: how many had answered when the first answers were published; never shown
    counted: int = 0
    #: when the newest of the answers was received, in ISO 8601; "" in what was published before this was kept
    as_of: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.sco, self.identifier

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PublishedQuestion:
        occasions = {name: _occasion_from_json(data[name]) for name in ("first", "last")}
        return cls(**{**data, **occasions})


def publish_questions(*, now: dt.datetime | None = None) -> int:
    """Publish what is due of every package; return how many were published."""
    moment = now or timezone.now()
    packages = Package.objects.filter(questions__isnull=False).distinct()
    fresh = PublishedQuestions.objects.filter(published_at__gt=moment - PUBLISH_EVERY)
    return sum(_publish(package, moment) for package in packages.exclude(published_questions__in=fresh))


@transaction.atomic
def _publish(package: Package, now: dt.datetime) -> bool:
    """Publish those of a package's questions that enough people have answered since it was done last."""
    locked_position()
    before = PublishedQuestions.objects.filter(package=package).first()
    answers = Answer.objects.filter(question__package=package)
    if before and not answers.filter(changed_at__gt=before.as_of).exists():
        return False
    known = _known(before)
    new = _changed_since(package, known)
    told = [
        _replacing(known[question.key], question, new[question.key]) if question.key in known else question
        for question in told_questions(package)
    ]
    if not told or told == list(known.values()):
        return False
    newest = max(dt.datetime.fromisoformat(question.as_of) for question in told)
    PublishedQuestions.objects.update_or_create(
        package=package,
        defaults={
            "questions": [asdict(question) for question in told],
            "as_of": newest,
            "published_at": now,
        },
    )
    return True


def _known(before: PublishedQuestions | None) -> dict[tuple[str, str], PublishedQuestion]:
    """Return what is published, by question."""
    if before is None:
        return {}
    as_of = before.as_of.isoformat()
    published = published_questions(before.questions)
    return {one.key: one if one.as_of else replace(one, as_of=as_of) for one in published}


def _changed_since(
    package: Package, known: Mapping[tuple[str, str], PublishedQuestion]
) -> Counter[tuple[str, str]]:
    """Count, by question, those who have answered or answered anew since it was published."""
    if not known:
        return Counter()
    since = {key: dt.datetime.fromisoformat(question.as_of) for key, question in known.items()}
    questions = Question.objects.filter(package=package).values_list("pk", "sco", "identifier")
    keys = {pk: (sco, identifier) for pk, sco, identifier in questions}
    newer = Answer.objects.filter(question__in=keys, changed_at__gt=min(since.values()))
    return Counter(
        keys[question]
        for question, changed_at in newer.values_list("question", "changed_at").iterator(10_000)
        if keys[question] in since and changed_at > since[keys[question]]
    )


def _replacing(old: PublishedQuestion, new: PublishedQuestion, people: int) -> PublishedQuestion:
    """Return what may be told of a question now that so many have answered since `old` was published."""
    if people < LEAST:
        return old
    if new.counted - old.counted < LEAST:
        return replace(new, people=old.people, seconds=old.seconds, first=old.first, counted=old.counted)
    return new


def told_questions(package: Package) -> list[PublishedQuestion]:
    """Return a package's questions in its order, those that enough people have answered; five queries."""
    parts = {item.identifier: number for number, item in enumerate(package.structure.launchable)}
    questions = list(Question.objects.filter(package=package))
    questions.sort(key=lambda q: (parts.get(q.sco, len(parts)), q.number, q.identifier))
    first, last = _counts(package, "first"), _counts(package, "last")
    seconds: dict[int, list[float]] = defaultdict(list)
    timed = Answer.objects.filter(question__package=package, first_seconds__isnull=False)
    for question, taken in timed.values_list("question", "first_seconds").iterator(10_000):
        seconds[question].append(taken or 0.0)
    newest = dict(
        Answer.objects.filter(question__package=package)
        .values_list("question")
        .annotate(newest=Max("changed_at"))
        .order_by()
    )
    told = (_told(q, first[q.pk], last[q.pk], seconds[q.pk], newest.get(q.pk)) for q in questions)
    return [question for question in told if question]


def _told(
    question: Question, first: _Counts, last: _Counts, seconds: list[float], newest: dt.datetime | None
) -> PublishedQuestion | None:
    people = tell_total(first.answers.total())
    if people is None or newest is None:
        return None
    return PublishedQuestion(
        sco=question.sco,
        identifier=question.identifier,
        kind=question.kind,
        wording=question.wording,
        patterns=question.patterns,
        people=people,
        seconds=tell_seconds(median(seconds), len(seconds)) if seconds else None,
        first=first.told(),
        last=last.told(),
        counted=first.answers.total(),
        as_of=newest.isoformat(),
    )


@dataclass
class _Counts:
    """How many gave each answer to a question, by whether it was right, and how many were judged at all."""

    answers: Counter[tuple[str, bool]] = field(default_factory=Counter)
    judged: int = 0

    def told(self) -> Occasion:
        right = sum(people for (_, is_right), people in self.answers.items() if is_right)
        is_judged = self.judged >= LEAST
        judged = tell_judged(right, self.answers.total() - right) if is_judged else None
        return Occasion(judged, tell_answers(self.answers))


def _counts(package: Package, occasion: str) -> dict[int, _Counts]:
    found: dict[int, _Counts] = defaultdict(_Counts)
    rows = Answer.objects.filter(question__package=package).values_list(
        "question", occasion, f"{occasion}_is_right"
    )
    for question, answer, is_right, people in rows.annotate(people=Count("pk")).order_by():
        found[question].answers[answer, is_right is True] += people
        found[question].judged += 0 if is_right is None else people
    return found


def _occasion_from_json(data: Mapping[str, Any]) -> Occasion:
    judged = data["judged"]
    if judged is not None:
        judged = Judged(judged["right"], judged["wrong"], judged["few"] and Few(judged["few"]))
    return Occasion(judged, [Tally(**tally) for tally in data["answers"]])


def published_questions(data: Iterable[Mapping[str, Any]]) -> list[PublishedQuestion]:
    """Return what a `PublishedQuestions` row holds."""
    return [PublishedQuestion.from_json(question) for question in data]
