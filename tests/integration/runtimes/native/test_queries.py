"""What an answer costs: queries of the database, and bytes of the page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.courses import make_module_page
from tests.factories.steps.questions import key, screen, text, true_false
from tests.integration.runtimes.native.learner import Learner, fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

MAX_QUERIES = 8
MAX_BYTES = 40_000


@pytest.mark.parametrize("questions", [3, 30])
def test_answer_takes_few_queries_however_many_questions_there_are(questions: int) -> None:
    content = [text(), *(true_false(f"Påstående {number}, å") for number in range(questions))]
    learner = Learner.starts(make_module_page("Prov", slug="prov", steps=[screen(*content)]))
    learner.answers("Påstående 0, å", "false")
    shown = learner.client.get(learner.url()).content
    given = {"question": key("Påstående 1, å"), f"q-{key('Påstående 1, å')}": "true"}

    with CaptureQueriesContext(connection) as queries:
        learner.client.post(learner.url("answer"), {**fields_of(shown.decode()), **given})

    counted = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(counted) <= MAX_QUERIES
    assert len(shown) / (questions + 1) <= MAX_BYTES / 10
    assert learner.recorded == [("false", "correct"), ("true", "incorrect")]
