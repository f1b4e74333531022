"""The load that `script/bench scorm` makes goes through as learners' own does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.scorm.crowd import play
from tests.benchmarks.scorm.sessions import Learner, lost

pytestmark = pytest.mark.django_db(transaction=True)


def test_bench_session_takes_six_requests_and_loses_nothing(live_server: Any, settings: Any) -> None:
    from tests.benchmarks.scorm.session_stage import held, learners_at_a_package

    port = live_server.thread.port
    settings.SITE_ORIGIN = f"http://narlara.localhost:{port}"
    settings.CONTENT_ORIGIN = f"http://p-{{label}}.narlara.localhost:{port}"
    settings.ALLOWED_HOSTS = ["localhost", ".localhost"]
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_ORIGIN]
    learner = Learner(port, learners_at_a_package(1), 0)

    outcome = play(port, iter([learner.play()]), 1)

    assert (outcome.errors, outcome.finished, outcome.requests) == ([], 1, 6)
    assert lost(learner, held()) == 0
    learner.sent["suspend_data"] = "something else"
    assert lost(learner, held()) == 1
