"""In the Wagtail admin: what waits, was sent or was refused, and sending it again."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from lms.xapi.delivery.sending import send_again_now
from lms.xapi.enums import StatementState
from lms.xapi.models import Statement
from lms.xapi.queries import sending_status
from people.api import Person, signed_in

FOLLOW_SENDING = "xapi.follow_sending"
PER_PAGE = 50


def may_follow_sending(person: Person) -> bool:
    """True for operators, and for those in a group that they gave the right."""
    return person.has_perm(FOLLOW_SENDING)


def _told(body: dict[str, Any]) -> str:
    """Return what a statement says happened, in the reader's language where it has it: verb and object."""
    verb = body.get("verb", {})
    thing = body.get("object", {})
    names = (verb.get("display", {}), thing.get("definition", {}).get("name", {}))
    spoken = [_in_language(by_language) for by_language in names]
    return " ".join(filter(None, [spoken[0] or verb.get("id", ""), spoken[1]]))


def _in_language(words: dict[str, str]) -> str:
    return words.get(get_language() or "sv") or next(iter(words.values()), "")


def _in_full(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)


@method_decorator(never_cache, name="dispatch")
class StatementsView(WagtailAdminTemplateMixin, TemplateView):
    """How the sending goes and each statement, the newest first; POST sends again."""

    page_title = gettext_lazy("Record store")
    header_icon = "upload"
    template_name = "xapi/statements.html"
    http_method_names = ["get", "post", "head"]
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_follow_sending(signed_in(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = send_again_now(by=signed_in(request))
        messages.success(request, self._promise(refused))
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        rows = list(self._asked_for(state)[: PER_PAGE + 1])
        kwargs |= {
            "endpoint": settings.XAPI_ENDPOINT,
            "status": sending_status(),
            "state": state,
            "states": StatementState.choices,
            "statements": [(row, _told(row.body), _in_full(row.body)) for row in rows[:PER_PAGE]],
            "is_first": not self._older,
            "older_than": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
        }
        return super().get_context_data(**kwargs)

    @property
    def _older(self) -> str:
        asked = self.request.GET.get("older", "")
        return asked[:18] if asked.isascii() and asked.isdecimal() else ""

    def _asked_for(self, state: str) -> QuerySet[Statement]:
        found = Statement.objects.order_by("-pk")
        if state in StatementState.values:
            found = found.filter(state=state)
        return found.filter(pk__lt=int(self._older)) if self._older else found

    @staticmethod
    def _promise(refused: int) -> str:
        if not refused:
            return _("What waits is sent as soon as a worker is free.")
        return ngettext(
            "What waits is sent as soon as a worker is free, with %(count)s that was refused.",
            "What waits is sent as soon as a worker is free, with %(count)s that were refused.",
            refused,
        ) % {"count": refused}
