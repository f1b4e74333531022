"""Support views in the Wagtail admin. Each access is logged."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from infrastructure.db.api import key_in
from lms.attempts.api import Attempt, JournalEntry, Launch, duration_text, times_of, unusual_reasons
from lms.history.actions import log_access
from lms.history.enums import AccessChannel, AccessKind
from lms.history.models import AccessLogEntry
from lms.history.permissions import may_support
from lms.history.queries import plays_of
from lms.history.support.forms import PlayFilterForm
from lms.history.support.queries import attempt_in_full, commits_of, older_than, sent
from lms.runtimes.scorm.api import rebuild_attempt
from people.api import signed_in


@method_decorator(never_cache, name="dispatch")
class SupportMixin:
    """A mixin of views for people with `permissions.may_support`."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_support(signed_in(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed into views

    def log(self, kind: AccessKind, attempt: Attempt | None = None, detail: str = "") -> None:
        """Log the access of the user."""
        by = signed_in(self.request)
        log_access(by=by, channel=AccessChannel.SUPPORT, kind=kind, attempt=attempt, detail=detail)

    @cached_property
    def entry(self) -> JournalEntry:
        """Return the journal entry of the URL."""
        rows = JournalEntry.objects.select_related(
            "launch__attempt__person",
            "launch__attempt__module_version",
            "launch__package_attempt__package",
        ).filter(launch__attempt__module__trial_of=None)
        return get_object_or_404(rows, pk=self.kwargs["entry"])


class SupportPage(SupportMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page below the list of plays."""

    header_icon = "history"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        trail = [{"url": reverse("support:plays"), "label": _("Plays")}, *self.trail()]
        return [*self.breadcrumbs_items, *trail]

    def trail(self) -> list[dict[str, Any]]:
        return []


class PlaysView(SupportPage):
    """All launches, newest first. Keyset pagination without counts, which stays fast."""

    page_title = _("Plays")
    template_name = "history/support/plays.html"
    per_page = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PlayFilterForm(self.request.GET)
        launches = form.find()
        if (last := self.last_of_previous_page()) is not None:
            launches = older_than(launches, last)
        launches = launches.select_related(
            "attempt__person", "attempt__module_version", "package_attempt__package"
        )
        rows = list(launches[: self.per_page + 1])
        self.log(AccessKind.LIST, detail=form.as_query())
        kwargs |= {
            "form": form,
            "plays": plays_of(rows[: self.per_page]),
            "is_first": last is None,
            "older_than": rows[self.per_page - 1].pk if len(rows) > self.per_page else None,
        }
        return super().get_context_data(**kwargs)

    def last_of_previous_page(self) -> Launch | None:
        """Return the last launch of the previous page."""
        try:
            return Launch.objects.filter(pk=UUID(self.request.GET.get("older", ""))).first()
        except ValueError:
            return None


class AttemptView(SupportPage):
    """One attempt in full. POST compares it with a rebuild from its journal, without changes."""

    page_title = _("Attempt")
    template_name = "history/support/attempt.html"
    http_method_names = ["get", "post", "head"]
    per_page = 50

    @cached_property
    def attempt(self) -> Attempt:
        attempts = Attempt.objects.select_related("person", "module", "module_version", "completion")
        attempts = attempts.filter(module__trial_of=None)  # a trial is no record, and is deleted
        return get_object_or_404(attempts, pk=self.kwargs["attempt"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.attempt.module_version.title}]

    def get_page_subtitle(self) -> str:
        return str(self.attempt.person)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log(AccessKind.ATTEMPT, self.attempt)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.log(AccessKind.COMPARISON, self.attempt)
        rebuilt = rebuild_attempt(self.attempt)
        return self.render_to_response(self.get_context_data(rebuilt=rebuilt, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        only_refused = bool(self.request.GET.get("refused"))
        after = key_in(self.request.GET.get("after", ""))
        entries = JournalEntry.objects.filter(launch__attempt=self.attempt).order_by("pk")
        if only_refused:
            entries = entries.exclude(refusal="")
        if after:
            entries = entries.filter(pk__gt=after)
        commits = list(commits_of(entries[: self.per_page + 1]))
        times = times_of([self.attempt]).get(self.attempt.pk)
        kwargs |= {
            **attempt_in_full(self.attempt),
            "attempt": self.attempt,
            "commits": commits[: self.per_page],
            "after": commits[self.per_page - 1].entry.pk if len(commits) > self.per_page else None,
            "only_refused": only_refused,
            "duration": duration_text(times.seconds) if times else "",
            "unusual": unusual_reasons(self.attempt),
            "accesses": AccessLogEntry.objects.filter(attempt=self.attempt)
            .select_related("by")
            .order_by("-at")[:20],
        }
        return super().get_context_data(**kwargs)


class CommitView(SupportPage):
    """The payload of one journal entry."""

    page_title = _("What was sent")
    template_name = "history/support/commit.html"

    def trail(self) -> list[dict[str, Any]]:
        attempt = self.entry.launch.attempt
        above = {"url": reverse("support:attempt", args=[attempt.pk]), "label": attempt.module_version.title}
        return [above, {"url": "", "label": _("What was sent")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.log(AccessKind.COMMIT, self.entry.launch.attempt, detail=str(self.entry.pk))
        kwargs |= {"sent": sent(self.entry), "entry": self.entry, "attempt": self.entry.launch.attempt}
        return super().get_context_data(**kwargs)


class CommitFileView(SupportMixin, View):
    """The payload of one journal entry as a file, byte for byte."""

    def get(self, request: HttpRequest, entry: int) -> HttpResponse:
        self.log(AccessKind.FILE, self.entry.launch.attempt, detail=str(self.entry.pk))
        name = f"{self.entry.launch_id}-{self.entry.sequence}-{self.entry.pk}.json"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(self.entry.payload, content_type="application/json", headers=headers)
