"""The path of a commit stays short."""

import pytest

from tests.measuring.request_trace import trace_commit

pytestmark = pytest.mark.django_db

#: issue 10 set 9 and 8
FILES, RETURNS = 9, 7


def test_path_of_a_commit_has_few_files_and_returns() -> None:
    trace = trace_commit()

    assert (len(trace.files) <= FILES, trace.returns <= RETURNS) == (True, True), trace.entries
    assert "lms/runtimes/scorm/commits/reducer.py" in trace.files
