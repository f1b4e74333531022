"""Views of the statistics of questions for people who may edit the module."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.api import Module
from lms.attempts.api import unusual_of_module
from lms.question_statistics.permissions import modules_edited_by
from lms.question_statistics.queries import modules_with_packages
from lms.question_statistics.views.forms import PackageForm
from lms.question_statistics.views.pages import QuestionsPage, exported_header, exported_rows, questions_page
from lms.records.api import module_titles
from lms.reports.api import Crumb, Table, csv_response, file_name
from people.api import reach_of, signed_in

DAY = 24 * 60 * 60


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the modules whose questions the trainer may see."""
    person = signed_in(request)
    if not reach_of(person).trains:
        raise Http404
    rows = modules_with_packages(modules_edited_by(person))
    return render(request, "items/overview.html", {"rows": rows})


@login_required
@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the questions of a module, hardest first."""
    page = _page(request, slug)
    context = {
        "page": page,
        "title": module_titles([page.module])[page.module.pk],
        "crumbs": [Crumb(_("Answers given"), reverse("items:overview"))],
        "unusual": _unusual(page.module),
    }
    return render(request, "items/module.html", context)


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Export the figures of a module."""
    page = _page(request, slug)
    name = file_name(_("questions"), page.module.slug, day=timezone.localdate())
    return csv_response(Table(name, page.module.slug, exported_header(), exported_rows(page)))


def _unusual(module: Module) -> int:
    """Return the number of unusual ones among the newest completions of a module, cached for the day."""
    today = timezone.localdate()
    key = f"unusual_of_module:{module.pk}:{today.isoformat()}"
    return cache.get_or_set(key, lambda: unusual_of_module(module, before=today), DAY) or 0


def _page(request: HttpRequest, slug: str) -> QuestionsPage:
    """Return the page of the module. Raise Http404 if the person may not edit it."""
    module = get_object_or_404(modules_edited_by(signed_in(request)), slug=slug)
    return questions_page(module, PackageForm(request.GET).chosen)
