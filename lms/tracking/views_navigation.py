"""The content origin's answer to a wish to move within a sequenced package."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.tracking.actions import navigate
from lms.tracking.enums import LaunchKind, Refusal
from lms.tracking.exceptions import CommitRefused, NavigationRefused, TokenRefused
from lms.tracking.scorm.payload import MAX_SEQUENCE, MalformedCommit, read_json
from lms.tracking.sequencing.engine import EngineFailed
from lms.tracking.tokens import LaunchToken, read_token

MAX_BYTES = 4_096


@csrf_exempt
@require_POST
def navigate_part(request: HttpRequest, token: str) -> JsonResponse:
    """Take a navigation request, `{"request", "target", "after"}`; the answer is JSON as for a commit."""
    try:
        read = read_token(token)
    except TokenRefused:
        return _refusal(403, "token", CommitRefused.sentences[Refusal.ENDED])
    with override(read.language):
        return _navigate(request, read)


def _navigate(request: HttpRequest, token: LaunchToken) -> JsonResponse:
    if token.kind != LaunchKind.RECORD:
        return _refusal(403, "not_recorded", _("What you do here is not saved."))
    try:
        asked, target, after = _read(request.read(MAX_BYTES + 1))
        navigated = navigate(launch=token.launch, request=asked, target=target, after=after)
    except CommitRefused as refused:
        return _refusal(409, refused.refusal.value, refused.sentence)
    except (MalformedCommit, NavigationRefused):
        return _refusal(400, "malformed", _("That could not be understood."))
    except TokenRefused:
        return _refusal(403, "token", CommitRefused.sentences[Refusal.ENDED])
    except EngineFailed:
        return _refusal(503, "engine", _("The next part could not be opened just now. Try again soon."))
    return JsonResponse(navigated.to_json(), headers={"Cache-Control": "no-store"})


def _read(body: bytes) -> tuple[str, str, int]:
    if len(body) > MAX_BYTES:
        raise MalformedCommit("too large")
    data = read_json(body)
    asked, target, after = data.get("request"), data.get("target", ""), data.get("after")
    if not isinstance(asked, str) or not isinstance(target, str):
        raise MalformedCommit("request and target are texts")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after <= MAX_SEQUENCE:
        raise MalformedCommit("after is a number")
    return asked, target, after


def _refusal(status: int, code: str, sentence: object) -> JsonResponse:
    answer = {"ok": False, "code": code, "sentence": str(sentence)}
    return JsonResponse(answer, status=status, headers={"Cache-Control": "no-store"})
