"""The content origin's answer to a wish to move within a sequenced package."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from lms.tracking.actions import navigate
from lms.tracking.exceptions import CommitRefused, NavigationRefused
from lms.tracking.recording import HTTP_STATUS, answer, content_label, read_body, recording, refusal
from lms.tracking.scorm.elements import can_be_kept
from lms.tracking.scorm.payload import MAX_SEQUENCE, MalformedCommit, read_json
from lms.tracking.tokens import LaunchToken

MAX_BYTES = 4_096


@recording
def navigate_part(request: HttpRequest, token: LaunchToken) -> JsonResponse:
    """Take a navigation request, `{"request", "target", "after"}`; the answer is JSON as for a commit."""
    try:
        asked, target, after = _read(read_body(request, MAX_BYTES))
        navigated = navigate(
            launch=token.launch, request=asked, target=target, after=after, label=content_label(request)
        )
    except CommitRefused as refused:
        return refusal(HTTP_STATUS[refused.refusal], refused.refusal.value, refused.sentence)
    except (MalformedCommit, NavigationRefused):
        return refusal(400, "malformed", _("That could not be understood."))
    return answer(navigated.to_json())


def _read(body: bytes) -> tuple[str, str, int]:
    if len(body) > MAX_BYTES:
        raise MalformedCommit("too large")
    data = read_json(body)
    asked, target, after = data.get("request"), data.get("target", ""), data.get("after")
    if not isinstance(asked, str) or not isinstance(target, str) or not can_be_kept(target):
        raise MalformedCommit("request and target are texts")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after <= MAX_SEQUENCE:
        raise MalformedCommit("after is a number")
    return asked, target, after
