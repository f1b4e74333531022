"""Views of the page that frames the player: opening, state, closing, review and preview."""

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.api import Package, PackageStep
from lms.attempts.api import (
    Attempt,
    AttemptClosed,
    CommitRefused,
    Launch,
    LaunchKind,
    LaunchToken,
    NothingToTake,
    PackageAttempt,
    Step,
    Steps,
    check_holds_lease,
    close_launch,
    device_of,
    find_step,
    next_url,
    open_launch,
    own_attempt,
    ready_package,
    way_out,
)
from lms.runtimes.scorm.player.unsent_commits import unsent_origins
from people.api import SignedInRequest, background_request, reach_of

#: what content may do in its frame: scripts, its own storage, confirm(), forms, windows of its own, files
SANDBOX = "allow-scripts allow-same-origin allow-modals allow-forms allow-popups allow-downloads"


def player_page(request: HttpRequest, attempt: Attempt, steps: Steps, step: Step) -> HttpResponse:
    """Answer with the frame's page. Nothing is opened yet: its script does that with a POST."""
    if step.package is None:
        raise Http404
    package = ready_package(step.package)
    context = {
        "attempt": attempt,
        "steps": steps,
        "step": step,
        "title": step.title,
        "language": attempt.module_version.language,
        "way_out": way_out(request, attempt.module),
        "open_url": reverse("tracking:open", args=[attempt.uuid, step.id]),
        "state_url": reverse("tracking:state", args=[attempt.uuid, step.id]),
        "close_url": reverse("tracking:close", args=[attempt.uuid, step.id]),
        "next_url": next_url(attempt, steps, step),
        "origin": package.origin,
        "src": "",
    }
    page = render(request, "tracking/player.html", {**context, "sandbox": SANDBOX})
    return _framing(page, package.origin, *unsent_origins(attempt, step.id))


@login_required
@require_POST
def open_package(request: SignedInRequest, attempt: UUID, step_id: str) -> JsonResponse:
    """Open the step's package: this page takes the lease of the attempt over from any other.

    Where it can't be opened the lease stays, and the answer has the `sentence` that the page shows.
    """
    instance = own_attempt(request, attempt)
    if not _is_package(instance, step_id):
        raise Http404
    try:
        launch = open_launch(
            attempt=instance,
            step_id=step_id,
            by=request.user,
            session_key=request.session.session_key,
            device=device_of(request.headers),
        )
    except AttemptClosed:
        url = reverse("tracking:result", args=[instance.uuid])
        return JsonResponse({"leave": url}, status=409)
    except NothingToTake:
        raise Http404 from None
    except CommitRefused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=429)
    src = shell_url(LaunchKind.RECORD, str(launch.uuid), launch.package_attempt.package)
    unsent_urls = [
        f"{origin}{urlsplit(src).path}unsent_commits" for origin in unsent_origins(instance, step_id)
    ]
    return JsonResponse({"src": src, "launch": str(launch.uuid), "left": unsent_urls})


def _is_package(attempt: Attempt, step_id: str) -> bool:
    """Return whether the step is an imported package; the site itself plays those made in the editor."""
    steps = (step for step in attempt.module_version.stored_steps if step.id == step_id)
    return any(isinstance(step.type, PackageStep) for step in steps)


@background_request
@login_required
@require_GET
def state(request: SignedInRequest, attempt: UUID, step_id: str) -> JsonResponse:
    """Answer whether this page's launch still holds the attempt, and whether the step is done."""
    instance = own_attempt(request, attempt)
    steps, step = find_step(instance, step_id)
    sentence = ""
    try:
        launch = Launch.objects.select_related("attempt").get(
            pk=UUID(request.GET.get("launch", "")), attempt=instance
        )
        check_holds_lease(launch)
    except (ValueError, Launch.DoesNotExist):
        raise Http404 from None
    except CommitRefused as refused:
        sentence = refused.sentence
    is_complete = instance.completion_id is not None
    return JsonResponse(
        {
            "holds": not sentence,
            "sentence": sentence,
            "done": step.is_done,
            "next": next_url(instance, steps, step) if step.is_done else "",
            "label": _("See how it went") if is_complete else _("Next"),
        }
    )


@login_required
@require_http_methods(["GET", "POST"])
def close_package(request: SignedInRequest, attempt: UUID, step_id: str) -> HttpResponse:
    """End the launch and redirect: to the next step for `next` when the step is done, else to the module.

    Signing in again redirects here by GET: that ends nothing and redirects to the module.
    """
    instance = own_attempt(request, attempt)
    if request.method == "GET":
        return redirect(way_out(request, instance.module))
    steps, step = find_step(instance, step_id)
    try:
        launch = Launch.objects.filter(pk=UUID(request.POST.get("launch", "")), attempt=instance).first()
    except ValueError:
        launch = None
    if launch is not None:
        launch.attempt = instance
        close_launch(launch=launch, by=request.user)
    if request.POST.get("to") == "next" and step.is_done:
        return redirect(next_url(instance, steps, step))
    return redirect(way_out(request, instance.module))


def review_page(request: HttpRequest, attempt: Attempt, step: Step) -> HttpResponse:
    """Answer with a page that plays a package again without recording."""
    played = (
        PackageAttempt.objects.current().filter(attempt=attempt, step_id=step.id).select_related("package")
    )
    package_attempt = played.order_by("-number").first()
    if package_attempt is None:
        raise Http404
    return _unrecorded(
        request,
        package_attempt.package,
        shell_url(LaunchKind.REVIEW, str(package_attempt.pk), package_attempt.package),
        title=step.title,
        language=attempt.module_version.language,
        leads_to=reverse("tracking:result", args=[attempt.uuid]),
        notice=_("You are looking back. Nothing is recorded."),
    )


@login_required
@require_GET
def preview(request: SignedInRequest, package: int) -> HttpResponse:
    """Show a package to a trainer as learners see it, without recording."""
    previewed = get_object_or_404(Package.objects.ready().imported(), pk=package)
    if not may_preview(request, previewed):
        raise PermissionDenied
    page = _unrecorded(
        request,
        previewed,
        shell_url(LaunchKind.PREVIEW, str(previewed.pk), previewed),
        title=previewed.title,
        leads_to=reverse("wagtailadmin_home"),
        notice=_("Preview. Nothing is recorded."),
    )
    # The editor's preview of a module's steps frames it.
    page._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]  # django-csp
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    return page


def may_preview(request: SignedInRequest, package: Package) -> bool:
    """Return whether a trainer may see a package: a shared one, or one of a municipality they train for."""
    if request.user.is_superuser:
        return True
    reach = reach_of(request.user)
    if not reach.trains:
        return False
    return package.owner_id is None or reach.trains_shared or package.owner in reach.trains_for


def shell_url(kind: LaunchKind, subject: str, package: Package) -> str:
    """Return the address of the shell on the package's own origin, with the token that opens it."""
    token = LaunchToken(kind, subject, get_language() or "sv").sign()
    return f"{package.origin}/l/{token}/"


def _unrecorded(
    request: HttpRequest,
    package: Package,
    src: str,
    *,
    title: str,
    leads_to: str,
    notice: str,
    language: str = "",
) -> HttpResponse:
    context = {
        "title": title,
        "language": language,
        "way_out": leads_to,
        "notice": notice,
        "origin": package.origin,
        "src": src,
        "sandbox": SANDBOX,
    }
    return _framing(render(request, "tracking/player.html", context), package.origin)


def _framing(response: HttpResponse, *origins: str) -> HttpResponse:
    """Allow this response, and no other page, to frame the package's origin."""
    response._csp_update = {"frame-src": list(origins)}  # type: ignore[attr-defined]  # django-csp
    # Courses that open in a window of their own search for the API in window.opener.
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
