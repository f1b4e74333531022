"""Actions that project answers from the journal, in the background and not during commits."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from infrastructure.db.api import read_watermark
from lms.attempts.api import JournalEntry, lock_cursor, new_batches, rewind_cursor
from lms.question_statistics.counting.native import NativeQuestions
from lms.question_statistics.counting.reading import Entry, QuestionAnswers, read_answers
from lms.question_statistics.models import Answer, Question

#: the name of its cursor
CONSUMER = "question_statistics"
ENTRIES_AT_ONCE = 300
#: values of the launch of an entry
RELATED_VALUES = {
    "launched_at": F("launch__started_at"),
    "person": F("launch__attempt__person_id"),
    "package": F("launch__package_attempt__package_id"),
    "standard": F("launch__package_attempt__package__standard"),
}
_CHANGING = [
    "first", "first_is_right", "first_seconds", "first_at", "last", "last_is_right", "last_at", "changed_at",
]  # fmt: skip


def project_answers() -> int:
    """Project the new journal entries; return the number of commits read.

    Each batch is one transaction together with the position, so that it is counted once even if it is killed.
    """
    count = 0
    counted = JournalEntry.objects.filter(refusal="", launch__attempt__module__trial_of=None)
    entries = counted.annotate(**RELATED_VALUES)
    end = read_watermark(JournalEntry) or 0
    for batch in new_batches(CONSUMER, entries, up_to=end, size=ENTRIES_AT_ONCE):
        read = [Entry.of(row) for row in batch.rows]
        native = NativeQuestions.of({entry.package for entry in read})
        answered = [answers for entry in read for answers in read_answers(entry, native)]
        if batch.store(lambda answered=answered: _count(answered)):  # type: ignore[misc]  # bound in the loop
            count += len(batch.rows)
    return count


@transaction.atomic
def delete_answers() -> None:
    """Delete the derived answers; the next projection starts at the first entry. Published figures stay."""
    lock_cursor(CONSUMER)
    Answer.objects.all().delete()
    Question.objects.all().delete()
    rewind_cursor(CONSUMER)


def _count(answered: Sequence[QuestionAnswers]) -> None:
    questions = _questions(answered)
    people = {pair.entry.person for pair in answered}
    stored = Answer.objects.filter(question__in=questions.values(), person__in=people)
    answers = {(answer.question_id, answer.person_id): answer for answer in stored}
    existing, changed = set(answers), set()
    for pair in answered:
        key = questions[pair.key].pk, pair.entry.person
        if key not in answers:
            answers[key] = _new(key, pair)
        elif _merge(answers[key], pair):
            changed.add(key)
    Answer.objects.bulk_update([answers[key] for key in changed & existing], _CHANGING, batch_size=100)
    Answer.objects.bulk_create(answer for key, answer in answers.items() if key not in existing)


def _questions(answered: Sequence[QuestionAnswers]) -> dict[tuple[int, str, str], Question]:
    """Return key -> question, created or updated from the newest commit."""
    packages = {pair.package for pair in answered}
    stored = Question.objects.filter(package__in=packages)
    by_key = {(question.package_id, question.sco, question.digest): question for question in stored}
    for key, pair in {pair.key: pair for pair in answered}.items():
        newest = pair.newest_values
        if key not in by_key:
            package, sco, digest = key
            by_key[key] = Question.objects.create(
                package_id=package,
                sco=sco,
                digest=digest,
                identifier=pair.identifier,
                number=pair.first.index,
                **newest,
            )
        elif any(getattr(by_key[key], name) != value for name, value in newest.items()):
            Question.objects.filter(pk=by_key[key].pk).update(**newest)
    return by_key


def _new(key: tuple[int, int], pair: QuestionAnswers) -> Answer:
    question, person = key
    answer = Answer(question_id=question, person_id=person, changed_at=pair.entry.received_at)
    _set_first(answer, pair)
    _set_last(answer, pair)
    return answer


def _merge(answer: Answer, pair: QuestionAnswers) -> bool:
    """Replace the first answer by an earlier and the last by a later one; return whether any was replaced."""
    before = _counted(answer)
    adds_judgement = answer.first_is_right is None and pair.answer(pair.first) == answer.first
    is_earlier, is_later = pair.at < answer.first_at or adds_judgement, pair.at >= answer.last_at
    if is_earlier:
        _set_first(answer, pair)
    if is_later:
        _set_last(answer, pair)
    if _counted(answer) != before:
        answer.changed_at = pair.entry.received_at
    return is_earlier or is_later


def _counted(answer: Answer) -> tuple[object, ...]:
    return answer.first, answer.first_is_right, answer.first_seconds, answer.last, answer.last_is_right


def _set_first(answer: Answer, pair: QuestionAnswers) -> None:
    answer.first, answer.first_is_right = pair.answer(pair.first), pair.first.is_right
    answer.first_seconds = pair.first.latency
    answer.first_at = min(answer.first_at or pair.at, pair.at)


def _set_last(answer: Answer, pair: QuestionAnswers) -> None:
    answer.last, answer.last_is_right = pair.answer(pair.last), pair.last.is_right
    answer.last_at = pair.at
