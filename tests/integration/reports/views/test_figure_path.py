"""The path from the page of a unit to its figures stays short."""

import pytest

from tests.measuring.request_trace import trace_figure

pytestmark = pytest.mark.django_db

#: the limits that issue 10 set
FILES, RETURNS = 7, 5


def test_path_of_a_figure_has_few_files_and_returns() -> None:
    trace = trace_figure()

    assert (len(trace.files) <= FILES, trace.returns <= RETURNS) == (True, True), trace.entries
    assert "lms/requirements/rule.py" in trace.files
