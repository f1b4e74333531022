"""Actions that record completions, once each, with stamps of the employments of that day."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import IntegrityError, transaction

from courses.api import ModuleVersion
from lms.records.days import add_months, day_of
from lms.records.models import Completion, CompletionStamp
from lms.records.queries import UnitPaths
from lms.records.signals import completion_recorded, completions_recorded
from people.api import Employment, Person

BATCH = 1000


@dataclass(frozen=True)
class NewCompletion:
    """The data of one completion for `record_completions`."""

    person: Person
    module_version: ModuleVersion
    attempt_uuid: uuid.UUID
    achieved_at: dt.datetime
    score: float | None = None


def record_completion(
    *,
    person: Person,
    module_version: ModuleVersion,
    attempt_uuid: uuid.UUID,
    achieved_at: dt.datetime,
    score: float | None = None,
) -> Completion:
    """Record the completion of an attempt; return the existing one if there is one.

    `achieved_at` is aware and already clamped between launch and receipt. The completion gets a stamp for
    every employment valid that day in Stockholm, and none for a person without employment. Send
    `completion_recorded` within the transaction.
    """
    completion = _completion(NewCompletion(person, module_version, attempt_uuid, achieved_at, score))
    try:
        with transaction.atomic():
            completion.save(force_insert=True)
            CompletionStamp.objects.bulk_create(_stamps([completion]))
            completion_recorded.send(sender=Completion, completion=completion)
    except IntegrityError:
        existing = Completion.objects.filter(attempt_uuid=attempt_uuid).first()
        if existing is None:
            raise
        return existing
    return completion


def record_completions(*, entries: Iterable[NewCompletion]) -> int:
    """Record many completions; return the number of new ones.

    One transaction and five queries per thousand. Send `completions_recorded` for each batch instead of
    one signal per completion.
    """
    remaining, recorded = iter(entries), 0
    while batch := list(islice(remaining, BATCH)):
        recorded += _record_batch(batch)
    return recorded


@transaction.atomic
def _record_batch(batch: list[NewCompletion]) -> int:
    new = {entry.attempt_uuid: entry for entry in batch}
    for existing in Completion.objects.filter(attempt_uuid__in=new).values_list("attempt_uuid", flat=True):
        del new[existing]
    completions = Completion.objects.bulk_create(_completion(entry) for entry in new.values())
    CompletionStamp.objects.bulk_create(_stamps(completions))
    if completions:
        completions_recorded.send(sender=Completion, completions=completions)
    return len(completions)


def _completion(entry: NewCompletion) -> Completion:
    version, day = entry.module_version, day_of(entry.achieved_at)
    return Completion(
        person=entry.person,
        person_name=str(entry.person),
        module_id=version.module_id,
        module_version=version,
        attempt_uuid=entry.attempt_uuid,
        achieved_at=entry.achieved_at,
        achieved_on=day,
        valid_to=add_months(day, version.valid_months) if version.valid_months else None,
        score=entry.score,
    )


def _stamps(completions: list[Completion]) -> Iterator[CompletionStamp]:
    employments = _employments_by_person({completion.person_id for completion in completions})
    valid = [
        (completion, employment)
        for completion in completions
        for employment in employments[completion.person_id]
        if employment.valid_from <= completion.achieved_on
        and (employment.valid_to is None or completion.achieved_on <= employment.valid_to)
    ]
    paths = UnitPaths(employment.unit for _, employment in valid)
    for completion, employment in valid:
        yield CompletionStamp(
            completion=completion,
            employment=employment,
            municipality_id=employment.unit.municipality_id,
            unit=employment.unit,
            title=employment.title,
            unit_path=paths.names(employment.unit),
        )


def _employments_by_person(person_ids: set[int]) -> dict[int, list[Employment]]:
    by_person: dict[int, list[Employment]] = defaultdict(list)
    for employment in Employment.objects.filter(person__in=person_ids).select_related("unit").order_by("pk"):
        by_person[employment.person_id].append(employment)
    return by_person
