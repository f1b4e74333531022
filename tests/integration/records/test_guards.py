"""The database refuses to change or delete a completion, except with lifted guards."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from infrastructure.db.base_models import RowIsImmutable
from infrastructure.db.guards import guards_lifted
from lms.records.models import Completion, CompletionStamp
from tests.factories.courses import make_module_version
from tests.factories.people import EmploymentFactory
from tests.factories.records import make_completion

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.slow]


@pytest.fixture
def completion() -> Completion:
    return make_completion(EmploymentFactory().person, make_module_version(), dt.date(2026, 3, 15))


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        lambda completion: completion.save(),
        lambda completion: completion.delete(),
        lambda completion: Completion.objects.update(score=1),
        lambda completion: Completion.objects.all().delete(),
    ],
)
def test_completion_changed_through_its_model_is_refused(
    completion: Completion, change: Callable[[Completion], object]
) -> None:
    with pytest.raises(RowIsImmutable):
        change(completion)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_completion SET score = 1",
        "DELETE FROM records_completion",
        "UPDATE records_completionstamp SET title = 'Chef'",
        "DELETE FROM records_completionstamp",
    ],
)
def test_record_changed_in_sql_is_refused(completion: Completion, sql: str) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        run(sql)

    assert (Completion.objects.get().score, CompletionStamp.objects.get().title) == (None, "Undersköterska")


def test_record_changed_by_a_plain_queryset_is_refused(completion: Completion) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        QuerySet(CompletionStamp).update(title="Chef")


def test_guards_lifted_lets_erase_and_guards_again_afterwards(completion: Completion) -> None:
    with guards_lifted(reason="a test"):
        run("DELETE FROM records_completionstamp")
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        run("DELETE FROM records_completion")

    assert (Completion.objects.count(), CompletionStamp.objects.count()) == (1, 0)


def test_guards_lifted_when_it_fails_guards_again(completion: Completion) -> None:
    def erase_and_fail() -> None:
        with guards_lifted(reason="a test"):
            run("DELETE FROM records_completionstamp")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        erase_and_fail()
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        run("DELETE FROM records_completionstamp")

    assert CompletionStamp.objects.count() == 1
