"""Common handling of requests that change the record on the content origin: a token, answers in JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.attempts.api import CommitRefused, LaunchKind, LaunchToken, Refusal, TokenRefused, read_token

#: status codes of refusals
HTTP_STATUS = {
    Refusal.LEASE_LOST: 409,
    Refusal.ENDED: 409,
    Refusal.MOVED: 409,
    Refusal.STALE: 409,
    Refusal.NUMBER_USED: 409,
    Refusal.SIGNED_OUT: 409,
    Refusal.MALFORMED: 400,
    Refusal.TOO_LARGE: 413,
    Refusal.LIMIT: 429,
}

View = Callable[[HttpRequest, LaunchToken], JsonResponse]


def launch_token_required(view: View) -> Callable[..., JsonResponse]:
    """Call `view` with the token that a POST request has in its path, in the token's language.

    An invalid token, or one that records nothing, is refused before; one without a launch, after. A
    request that was cut off counts as none: the browser sends it again.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def check_token(request: HttpRequest, token: str) -> JsonResponse:
        try:
            read = read_token(token)
        except TokenRefused:
            return _is_over()
        with override(read.language):
            if read.kind != LaunchKind.RECORD:
                return refusal(403, "not_recorded", _("What you do here is not saved."))
            try:
                return view(request, read)
            except TokenRefused:
                return _is_over()
            except UnreadablePostError:
                return refusal(400, "cut_off", _("This is being sent once more."))

    return check_token


def content_label(request: HttpRequest) -> str:
    """Return the package label of the content host that received the request, "" for the shared host."""
    label: str = request.content_label  # type: ignore[attr-defined]  # set by ContentChain
    return label


def read_body(request: HttpRequest, limit: int) -> bytes:
    """Return the body, or one byte more than `limit` of a longer one. Raises UnreadablePostError.

    A body shorter than its Content-Length was cut off by the network, even where it can be parsed.
    """
    body = request.read(limit + 1)
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if len(body) < min(announced, limit + 1):
        raise UnreadablePostError("cut off")
    return body


def _is_over() -> JsonResponse:
    return refusal(403, "token", CommitRefused.sentences[Refusal.ENDED])


def answer(data: Mapping[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})


def refusal(status: int, code: str, sentence: object, detail: str = "") -> JsonResponse:
    """Return a response with a code for the player and a sentence for the learner."""
    return answer({"ok": False, "code": code, "sentence": str(sentence), "detail": detail}, status=status)
