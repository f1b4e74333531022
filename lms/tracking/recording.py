"""What requests that change the record have in common on the content origin: a token, answers in JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.tracking.enums import LaunchKind, Refusal
from lms.tracking.exceptions import CommitRefused, TokenRefused
from lms.tracking.tokens import LaunchToken, read_token

View = Callable[[HttpRequest, LaunchToken], JsonResponse]


def recording(view: View) -> Callable[..., JsonResponse]:
    """Give `view` the token that a POST request has in its path, in the token's language.

    A token that is not good, or that records nothing, is refused before; one whose launch is gone, after.
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

    return check_token


def _is_over() -> JsonResponse:
    return refusal(403, "token", CommitRefused.sentences[Refusal.ENDED])


def answer(told: Mapping[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})


def refusal(status: int, code: str, sentence: object, detail: str = "") -> JsonResponse:
    """A code for the player, and a sentence for the learner."""
    return answer({"ok": False, "code": code, "sentence": str(sentence), "detail": detail}, status=status)
