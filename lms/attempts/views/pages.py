"""Functions that the views of an attempt share: permission, next page and exit."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from courses.api import Module, ModulePage
from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.models import Attempt
from lms.attempts.progress.steps import Step, Steps, steps_of
from people.api import Person, SignedInRequest


def own_attempt(request: SignedInRequest, attempt: UUID) -> Attempt:
    """Return the learner's own attempt. Raises Http404 for another's."""
    attempts = _OWN.rows(attempt=attempt, person=request.user.pk)
    if not attempts:
        raise Http404
    return attempts[0]


def _own() -> QuerySet[Attempt]:
    attempts = Attempt.objects.select_related("module_version", "module", "completion", "layer_version")
    person = Parameter("person", Person._meta.pk)
    return attempts.filter(pk=Parameter("attempt", Attempt._meta.pk), person=person)


_OWN = CompiledQuery(_own)


def find_step(attempt: Attempt, step_id: str) -> tuple[Steps, Step]:
    """Return the attempt's steps and the one with that id. Raises Http404."""
    steps = steps_of(attempt)
    step = steps.find(step_id)
    if step is None:
        raise Http404
    return steps, step


def next_url(attempt: Attempt, steps: Steps, step: Step) -> str:
    """Return the URL after a step: of the next one, or of the result when all are done."""
    following = steps.after(step)
    if following is None:
        return reverse("tracking:result", args=[attempt.uuid])
    return reverse("tracking:step", args=[attempt.uuid, following.id])


def way_out(request: HttpRequest, module: Module) -> str:
    """Return the URL of the module's page in the reader's language, or another one; of a trial its page."""
    if module.is_trial:
        return _page_of_trial(module)
    pages = _PAGES.rows(module=module.pk)
    pages.sort(key=lambda page: page.locale.language_code != get_language())
    return (_address(pages[0], request) if pages else None) or "/"


def _page_of_trial(module: Module) -> str:
    language = module.versions.values("language")[:1]
    page = ModulePage.objects.filter(module=module.trial_of_id, locale__language_code=language).first()
    return reverse("try_module", args=[page.pk]) if page else "/"


def _pages() -> QuerySet[ModulePage]:
    of_module = ModulePage.objects.live().filter(module=Parameter("module", Module._meta.pk))
    return of_module.select_related("locale").only("url_path", "locale__language_code")


_PAGES = CompiledQuery(_pages)


def _address(page: ModulePage, request: HttpRequest) -> str | None:
    """Return the page's URL, without the query for the request's site where there is one site."""
    url: str | None = page.get_url()
    return url if url is None or url.startswith("/") else page.get_url(request)
