"""Counting answers: folded from the journal behind the learners' backs, never while they save."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from infrastructure.db.api import read_watermark
from lms.attempts.api import JournalEntry
from lms.question_statistics.counting.reading import Entry, Told, answers_told
from lms.question_statistics.models import Answer, JournalPosition, Question

ENTRIES_AT_ONCE = 300
#: what an entry needs to know of its launch
FROM_ABOVE = {
    "launched_at": F("launch__started_at"),
    "person": F("launch__attempt__person_id"),
    "package": F("launch__package_attempt__package_id"),
    "standard": F("launch__package_attempt__package__standard"),
}
_CHANGING = [
    "first", "first_is_right", "first_seconds", "first_at", "last", "last_is_right", "last_at", "changed_at",
]  # fmt: skip


def fold_answers() -> int:
    """Count what the journal has got since last time; return how many commits were read.

    Each part is a transaction together with the position, so that it is counted once whatever kills it.
    """
    settled = read_watermark(JournalEntry)
    folded = 0
    while settled and (part := _fold_part(settled)):
        folded += part
    return folded


@transaction.atomic
def forget_answers() -> None:
    """Throw away what was derived; the next fold begins anew. What is published stays until the next time."""
    position = locked_position()
    Answer.objects.all().delete()
    Question.objects.all().delete()
    position.position = 0
    position.save(update_fields=["position"])


def locked_position() -> JournalPosition:
    """Lock the answers for the rest of the transaction."""
    JournalPosition.objects.get_or_create(pk=1)
    return JournalPosition.objects.select_for_update().get(pk=1)


@transaction.atomic
def _fold_part(settled: int) -> int:
    position = locked_position()
    rows = JournalEntry.objects.filter(pk__gt=position.position, pk__lte=settled, refusal="").order_by("pk")
    told = rows.values("id", "payload", "sco", "received_at", **FROM_ABOVE)[:ENTRIES_AT_ONCE]
    part = [Entry(**row) for row in told]  # type: ignore[call-arg]  # the stubs know no annotated values
    _count([told for entry in part for told in answers_told(entry)])
    position.position = part[-1].id if part else max(settled, position.position)
    position.save(update_fields=["position"])
    return len(part)


def _count(told: Sequence[Told]) -> None:
    questions = _questions(told)
    people = {one.entry.person for one in told}
    stored = Answer.objects.filter(question__in=questions.values(), person__in=people)
    answers = {(answer.question_id, answer.person_id): answer for answer in stored}
    known, changed = set(answers), set()
    for one in told:
        key = questions[one.key].pk, one.entry.person
        if key not in answers:
            answers[key] = _new(key, one)
        elif _merge(answers[key], one):
            changed.add(key)
    Answer.objects.bulk_update([answers[key] for key in changed & known], _CHANGING, batch_size=100)
    Answer.objects.bulk_create(answer for key, answer in answers.items() if key not in known)


def _questions(told: Sequence[Told]) -> dict[tuple[int, str, str], Question]:
    """Return the questions by key, made or brought up to date: the newest commit knows their words best."""
    packages = {one.entry.package for one in told}
    stored = Question.objects.filter(package__in=packages)
    found = {(question.package_id, question.sco, question.digest): question for question in stored}
    for key, one in {one.key: one for one in told}.items():
        newest = {
            "kind": one.last.kind,
            "wording": one.last.description,
            "patterns": one.patterns,
        }
        if key not in found:
            package, sco, digest = key
            found[key] = Question.objects.create(
                package_id=package,
                sco=sco,
                digest=digest,
                identifier=one.first.identifier,
                number=one.first.index,
                **newest,
            )
        elif any(getattr(found[key], name) != value for name, value in newest.items()):
            Question.objects.filter(pk=found[key].pk).update(**newest)
    return found


def _new(key: tuple[int, int], one: Told) -> Answer:
    question, person = key
    answer = Answer(question_id=question, person_id=person, changed_at=one.entry.received_at)
    _set_first(answer, one)
    _set_last(answer, one)
    return answer


def _merge(answer: Answer, one: Told) -> bool:
    """Let an earlier first and a later last replace what is kept; return whether anything did."""
    before = _counted(answer)
    told_more = answer.first_is_right is None and one.answer(one.first) == answer.first
    is_earlier, is_later = one.at < answer.first_at or told_more, one.at >= answer.last_at
    if is_earlier:
        _set_first(answer, one)
    if is_later:
        _set_last(answer, one)
    if _counted(answer) != before:
        answer.changed_at = one.entry.received_at
    return is_earlier or is_later


def _counted(answer: Answer) -> tuple[object, ...]:
    return answer.first, answer.first_is_right, answer.first_seconds, answer.last, answer.last_is_right


def _set_first(answer: Answer, one: Told) -> None:
    answer.first, answer.first_is_right = one.answer(one.first), one.first.is_right
    answer.first_seconds = one.first.latency
    answer.first_at = min(answer.first_at or one.at, one.at)


def _set_last(answer: Answer, one: Told) -> None:
    answer.last, answer.last_is_right = one.answer(one.last), one.last.is_right
    answer.last_at = one.at
