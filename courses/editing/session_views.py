"""Who is signed in, for an editor that could not save."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views import View

from people.api import signed_in


class EditorSessionView(View):
    """Return the key of the signed-in person and a token for the forms of their session.

    An editor that was open while the session ended compares the person, and sends what was typed with the
    token of the new session. Wagtail redirects those who are not signed in.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        response = JsonResponse({"person": signed_in(request).pk, "token": get_token(request)})
        response["Cache-Control"] = "no-store"
        return response
