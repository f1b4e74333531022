"""Factories of completions and assignments: made by the actions, so that they carry their stamps."""

import datetime as dt
import uuid
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.models import ModuleVersion
from lms.records.actions.completions import record_completion
from lms.records.models import Assignment, Completion, Exemption
from people.models import Person
from tests.factories.people import PersonFactory, first_employer


def noon(day: dt.date) -> dt.datetime:
    """Noon in Stockholm that day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def make_completion(
    person: Person, module_version: ModuleVersion, day: dt.date | None = None, **kwargs: Any
) -> Completion:
    """A completion at noon on `day`, today when not given."""
    return record_completion(
        person=person,
        module_version=module_version,
        attempt_uuid=kwargs.pop("attempt_uuid", uuid.uuid4()),
        achieved_at=noon(day or timezone.localdate()),
        **kwargs,
    )


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=14))
    created_by = factory.SubFactory(PersonFactory)


class ExemptionFactory(DjangoModelFactory):
    class Meta:
        model = Exemption

    municipality = factory.LazyAttribute(lambda exemption: first_employer(exemption.person))
    valid_from = factory.LazyFunction(timezone.localdate)
    reason = "Har delegering från annan vårdgivare"
    created_by = factory.SubFactory(PersonFactory)
