"""What a learner's browser asks for from opening a package to its end."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Request

from lms.attempts.models import JournalEntry, Launch
from people.models import Person
from tests.browser.player_pages import begin, play, saved, sign_in
from tests.factories.packages import make_package

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: content that sets nothing by itself, so that nothing is saved along the way
PAGE = b"<!doctype html><h1>Lugnt</h1><script>parent.API.LMSInitialize('')</script>"
#: what it does at a page's end, and at its own end, as one would write it
SAVE = (
    "() => { const api = parent.API; api.LMSSetValue('cmi.core.lesson_location', 'x'); api.LMSCommit(''); }"
)
END = (
    "() => { const api = parent.API; api.LMSSetValue('cmi.core.lesson_status', 'completed');"
    " api.LMSCommit(''); api.LMSFinish(''); }"
)


def is_counted(request: Request) -> bool:
    """Everything but the content's own files and the files that a browser keeps."""
    return not urlsplit(request.url).path.startswith(("/f/", "/static/"))


def test_session_of_three_commits_and_finish_asks_for_six_things(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    attempt = begin(learner, make_package(files={"del-1.html": PAGE}))
    sign_in(phone, learner, site)
    page = phone.new_page()
    requested: list[str] = []
    page.on("request", lambda request: is_counted(request) and requested.append(urlsplit(request.url).path))
    content = play(page, site, attempt)
    for script in (SAVE, SAVE, END):
        saved(page)
        content.locator("body").evaluate(script)
    page.wait_for_url("**/resultat/")

    # The address of the attempt leads to the step, and the result is the page after.
    names = [path.rstrip("/").rpartition("/")[2] for path in requested[1:-1]]
    token = names[2]
    assert names == [attempt.module_version.steps[0]["id"], "oppna", token, "commit", "commit", "commit"]
    assert Launch.objects.get().ending == "finished"
    journal = [json.loads(entry.payload) for entry in JournalEntry.objects.order_by("sequence")]
    assert [commit["trigger"] for commit in journal] == ["content", "content", "finish"]
