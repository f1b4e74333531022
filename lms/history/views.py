"""Views of launch history for learners and administrators."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from lms.attempts.api import Attempt, Launch, unusual_reasons
from lms.history.actions import log_access
from lms.history.enums import AccessChannel, AccessKind
from lms.history.permissions import launches_within
from lms.history.queries import (
    attempt_history,
    attempts_within,
    last_accesses,
    other_attempts,
    refusals_by_attempt,
)
from people.api import AdministratorMixin, signed_in


@login_required
@never_cache
@require_GET
def saved(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Show the user the history of their own attempt."""
    person = signed_in(request)
    own_attempt = get_object_or_404(
        Attempt.objects.select_related("module_version"), pk=attempt, person=person
    )
    context = {
        "saved": attempt_history(own_attempt, Launch.objects.all()),
        "others": other_attempts(own_attempt),
        "accesses": last_accesses(person),
    }
    return render(request, "history/saved.html", context)


@method_decorator([never_cache, require_GET], name="dispatch")
class PersonPlaysView(AdministratorMixin, TemplateView):
    """The attempts of a person in the municipality of the administrator."""

    template_name = "history/person.html"
    per_page = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        launches = launches_within(self.reach)
        attempts = attempts_within(self.person, launches)
        page = Paginator(attempts, self.per_page).get_page(self.request.GET.get("page"))
        refusals = refusals_by_attempt(list(page), launches)
        log_access(
            by=self.actor, channel=AccessChannel.ADMINISTRATOR, kind=AccessKind.PERSON, person=self.person
        )
        rows = [(attempt, refusals.get(attempt.pk, 0)) for attempt in page]
        kwargs |= {"person": self.person, "rows": rows, "page_obj": page}
        return super().get_context_data(**kwargs)


@method_decorator([never_cache, require_GET], name="dispatch")
class PersonAttemptView(AdministratorMixin, TemplateView):
    """One attempt of a person: counts and reasons, no answers."""

    template_name = "history/person_attempt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempts = Attempt.objects.select_related("module_version", "person")
        attempt = get_object_or_404(attempts, pk=self.kwargs["attempt"], person=self.person)
        history = replace(
            attempt_history(attempt, launches_within(self.reach)), unusual=unusual_reasons(attempt)
        )
        if not history.plays:
            raise Http404
        log_access(
            by=self.actor, channel=AccessChannel.ADMINISTRATOR, kind=AccessKind.ATTEMPT, attempt=attempt
        )
        return super().get_context_data(**{**kwargs, "person": self.person, "saved": history})
