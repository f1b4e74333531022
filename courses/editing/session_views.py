"""Who is signed in, for an editor that could not save."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views import View
from wagtail.models import Page

from infrastructure.db.api import key_in
from people.api import Person, signed_in


class EditorSessionView(View):
    """Return the key of the signed-in person and a token for the forms of their session.

    An editor that was open while the session ended compares the person, and sends what was typed with the
    token of the new session. Wagtail redirects those who are not signed in.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        person = signed_in(request)
        content = {
            "person": person.pk,
            "token": get_token(request),
            "revision": newest_revision_by(person, request.GET.get("page", "")),
        }
        response = JsonResponse(content)
        response["Cache-Control"] = "no-store"
        return response


def newest_revision_by(person: Person, page_key: str) -> dict[str, object] | None:
    """Return the newest revision of a page as Wagtail's editor sends it, if the person has written it."""
    page = Page.objects.filter(pk=key_in(page_key), latest_revision__user=person).first()
    if page is None or page.latest_revision is None:
        return None
    revision = page.latest_revision
    return {"id": revision.pk, "created_at": revision.created_at.isoformat()}
