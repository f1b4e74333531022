"""Wagtail admin view of the delivery of statements."""

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

from infrastructure.db.api import key_in
from lms.xapi.actions import SendAgain
from lms.xapi.enums import DeliveryState
from lms.xapi.models import Statement
from lms.xapi.permissions import may_follow_sending
from lms.xapi.queries import sending_status
from people.api import signed_in

PER_PAGE = 50


def _summary(body: dict[str, Any]) -> str:
    """Return verb and object of a statement, in the active language if it has that."""
    verb = body.get("verb", {})
    activity = body.get("object", {})
    names = (verb.get("display", {}), activity.get("definition", {}).get("name", {}))
    texts = [_in_language(by_language) for by_language in names]
    return " ".join(filter(None, [texts[0] or verb.get("id", ""), texts[1]]))


def _in_language(texts_by_language: dict[str, str]) -> str:
    return texts_by_language.get(get_language() or "sv") or next(iter(texts_by_language.values()), "")


def _in_full(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)


@method_decorator(never_cache, name="dispatch")
class StatementsView(WagtailAdminTemplateMixin, TemplateView):
    """The delivery status and all statements, newest first. POST sends again."""

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
        refused = SendAgain(by=signed_in(request)).run()
        messages.success(request, self._confirmation(refused))
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        rows = list(self._filtered(state)[: PER_PAGE + 1])
        kwargs |= {
            "endpoint": settings.XAPI_ENDPOINT,
            "status": sending_status(),
            "state": state,
            "states": DeliveryState.choices,
            "statements": [(row, _summary(row.body), _in_full(row.body)) for row in rows[:PER_PAGE]],
            "is_first": not self._older,
            "older_than": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
        }
        return super().get_context_data(**kwargs)

    @property
    def _older(self) -> int:
        """The key that the listed statements are before, 0 for the newest."""
        return key_in(self.request.GET.get("older", ""))

    def _filtered(self, state: str) -> QuerySet[Statement]:
        statements = Statement.objects.order_by("-pk")
        if state in DeliveryState.values:
            statements = statements.filter(state=state)
        return statements.filter(pk__lt=self._older) if self._older else statements

    @staticmethod
    def _confirmation(refused: int) -> str:
        if not refused:
            return _("What waits is sent as soon as a worker is free.")
        return ngettext(
            "What waits is sent as soon as a worker is free, with %(count)s that was refused.",
            "What waits is sent as soon as a worker is free, with %(count)s that were refused.",
            refused,
        ) % {"count": refused}
