"""Common handling of requests that change the record on the content origin: a token, answers in JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.attempts.api import CommitRefused, LaunchKind, Refusal, TokenRefused, read_token

#: status codes of refusals; the others conflict with what is stored
_STATUS = {Refusal.MALFORMED: 400, Refusal.TOO_LARGE: 413, Refusal.LIMIT: 429}

#: how much is read of a body that is too large; a browser whose connection is closed in the middle takes
#: that for lost coverage and sends it again for ever
DISCARDED_BYTES_LIMIT = 64 * 1024**2

#: keyword arguments: launch (UUID), label (str), body (bytes)
View = Callable[..., JsonResponse]


def launch_token_required(view: View) -> Callable[..., JsonResponse]:
    """Call `view` with the launch of the token in the path of a POST request, the host's label and the body.

    An invalid token, or one that records nothing, is refused before; one without a launch, after. The
    language is the token's. Of a body that is too large the view gets one byte more than COMMIT_MAX_BYTES.
    A request that was cut off counts as none: the browser sends it again.
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
                return view(launch=read.launch, label=content_label(request), body=_read_body(request))
            except TokenRefused:
                return _is_over()
            except CommitRefused as refused:
                status = _STATUS.get(refused.refusal, 409)
                return refusal(status, refused.refusal.value, refused.sentence, refused.detail)
            except UnreadablePostError:
                return refusal(400, "cut_off", _("This is being sent once more."))

    return check_token


def content_label(request: HttpRequest) -> str:
    """Return the package label of the content host that received the request, "" for the shared host."""
    label: str = request.content_label  # type: ignore[attr-defined]  # set by ContentChain
    return label


def _read_body(request: HttpRequest) -> bytes:
    """Return the body, or one byte more than the limit of a longer one. Raises UnreadablePostError.

    A body shorter than its Content-Length was cut off by the network, even where it can be parsed. The rest
    of a longer one is read and discarded up to a limit, so that the browser gets the answer instead of a
    broken connection.
    """
    limit = settings.COMMIT_MAX_BYTES
    body = request.read(limit + 1)
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if len(body) < min(announced, limit + 1):
        raise UnreadablePostError("cut off")
    if len(body) > limit:
        discarded = 0
        while discarded < DISCARDED_BYTES_LIMIT and (chunk := request.read(64 * 1024)):
            discarded += len(chunk)
    return body


def _is_over() -> JsonResponse:
    return refusal(403, "token", CommitRefused.sentences[Refusal.ENDED])


def answer(data: Mapping[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})


def refusal(status: int, code: str, sentence: object, detail: str = "") -> JsonResponse:
    """Return a response with a code for the player and a sentence for the learner."""
    return answer({"ok": False, "code": code, "sentence": str(sentence), "detail": detail}, status=status)
