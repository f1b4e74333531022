"""The view of navigation requests in sequenced packages, on the content origin."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.http import JsonResponse
from django.utils.translation import gettext as _

from lms.attempts.api import NavigationRefused
from lms.runtimes.scorm.commits.payload import MAX_SEQUENCE, MalformedCommit, read_json
from lms.runtimes.scorm.navigation.actions import navigate
from lms.runtimes.scorm.player.launch_token_required import answer, launch_token_required, refusal
from scorm.api import can_be_stored

MAX_BYTES = 4_096


@launch_token_required
def navigate_part(*, launch: UUID, label: str, body: bytes) -> JsonResponse:
    """Process a navigation request; the answer is JSON as for a commit.

    The learner's is `{"request", "target", "after"}`, that of content that has terminated
    `{"written", "after"}` with adl.nav.request as content has written it.
    """
    try:
        navigated = navigate(launch=launch, label=label, **_read(body))
    except (MalformedCommit, NavigationRefused):
        return refusal(400, "malformed", _("That could not be understood."))
    return answer(navigated.to_json())


class _Requested(TypedDict):
    request: str
    target: str
    written: str | None
    after: int


def _read(body: bytes) -> _Requested:
    if len(body) > MAX_BYTES:
        raise MalformedCommit("too large")
    data = read_json(body)
    written, after = data.get("written"), data.get("after")
    texts = [data.get("request", ""), data.get("target", ""), "" if written is None else written]
    if not all(isinstance(text, str) and can_be_stored(text) for text in texts):
        raise MalformedCommit("request, target and written are texts")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after <= MAX_SEQUENCE:
        raise MalformedCommit("after is a number")
    return {"request": texts[0], "target": texts[1], "written": written, "after": after}
