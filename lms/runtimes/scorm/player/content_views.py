"""Views of the content origin: the shell, its commits and the files of packages."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_safe

from lms.attempts.api import (
    CommitRefused,
    PartNotOpen,
    Refusal,
    TokenRefused,
    opens_files,
    read_token,
)
from lms.content_origin.api import (
    connection_allowlist,
    content_policy,
    external_hosts,
    serve_package_file,
    shell_policy,
)
from lms.runtimes.scorm.commits.actions import process_commit, refuse_commit
from lms.runtimes.scorm.player.launch_token_required import answer, content_label, launch_token_required
from lms.runtimes.scorm.player.shells import Shell, shell_for
from lms.runtimes.scorm.player.unsent_commits import unsent_commits_state


@require_safe
def package_file(request: HttpRequest, label: str, week: int, signature: str, path: str) -> HttpResponseBase:
    """Answer with a file of a package under its signed prefix."""
    _check_package_host(request, label)
    if not opens_files(label, week, signature):
        raise Http404
    response = serve_package_file(request, label, path)
    if hosts := external_hosts(label):
        response.headers["Content-Security-Policy"] = content_policy(hosts)
        response.headers["Connection-Allowlist"] = connection_allowlist(hosts)
        # A page that a browser caches for good would keep its policy after the permission has ended.
        response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
def shell(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the player's shell and the learner's state in it. Changes nothing."""
    try:
        read = read_token(token)
    except TokenRefused:
        return _plain_page(403, _("This page is no longer open. Go back and open the module again."))
    with override(read.language):
        try:
            opened = shell_for(read, sco=request.GET.get("sco", ""))
        except CommitRefused as refused:
            return _plain_page(403, refused.sentence)
        except TokenRefused:
            return _plain_page(403, _("This page is no longer open. Go back and open the module again."))
        except PartNotOpen:
            return _plain_page(403, _("This part is not open to you yet. Go back and open the module again."))
        _check_package_host(request, opened.label)
        return _shell_page(opened)


def _shell_page(opened: Shell) -> HttpResponse:
    page = render_to_string("tracking/shell.html", {"shell": opened, "state": opened.state()})
    headers = {"Content-Security-Policy": shell_policy(), "Cache-Control": "no-store"}
    return HttpResponse(page, headers=headers)


@require_GET
def unsent_commits(request: HttpRequest, token: str) -> HttpResponse:
    """Answer, on the origin of an older package version, with a page that sends the commits stored there."""
    try:
        read = read_token(token)
        state = unsent_commits_state(read, content_label(request))
    except (TokenRefused, CommitRefused):
        return _plain_page(403, _("This page is no longer open. Go back and open the module again."))
    with override(read.language):
        page = render_to_string("tracking/unsent_commits.html", {"state": state, "language": read.language})
    headers = {"Content-Security-Policy": shell_policy(), "Cache-Control": "no-store"}
    return HttpResponse(page, headers=headers)


@launch_token_required
def commit(*, launch: UUID, label: str, body: bytes) -> JsonResponse:
    """Process one commit. The answer is JSON: `{"ok": true, …}`, or a code and a sentence for the learner."""
    if len(body) > settings.COMMIT_MAX_BYTES:
        raise refuse_commit(launch=launch, label=label, body=body, refusal=Refusal.TOO_LARGE)
    return answer(process_commit(launch=launch, label=label, body=body).to_json())


def _check_package_host(request: HttpRequest, label: str) -> None:
    """Raise Http404 if the request is to another package's host."""
    if content_label(request) not in {"", label}:
        raise Http404


def _plain_page(status: int, sentence: str) -> HttpResponse:
    page = render_to_string("tracking/content_message.html", {"sentence": sentence})
    headers = {"Content-Security-Policy": shell_policy(), "Cache-Control": "no-store"}
    return HttpResponse(page, status=status, headers=headers)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain_page(404, _("There is nothing at this address."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain_page(400, _("That could not be understood."))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain_page(403, _("This is not open to you."))


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("Something went wrong here. What you have done is kept on this device. Try again soon.")
    return _plain_page(500, sentence)
