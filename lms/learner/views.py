"""A learner's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.api import Module, is_open, pages_of
from lms.attempts.api import progress_of, why_not_complete
from lms.learner.certificate_codes import certificate_with_code
from lms.learner.certificates import (
    Certificate,
    as_pdf,
    certificate_for,
    certificate_to_check,
    may_see,
)
from lms.learner.forms import CodeForm
from lms.learner.queries import learning_of
from lms.records.api import Completion, NameUnchanged, NotPermitted, issue_certificate
from people.api import Person


class SignedInRequest(HttpRequest):
    """What `login_required` lets through."""

    user: Person


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """What the person has done, has begun and has left."""
    learning = learning_of(request.user, timezone.localdate())
    return render(request, "learner/mine.html", {"learning": learning})


@login_required
def why(request: SignedInRequest, slug: str) -> HttpResponse:
    """Why a module is not complete, and where to go on."""
    module = get_object_or_404(Module, slug=slug)
    module_page = pages_of([module.pk]).get(module.pk)
    if module_page is None or not is_open(request.user, module):
        raise Http404
    context = {
        "module_page": module_page,
        "progress": progress_of(request.user, [module.pk]).get(module.pk),
        "reasons": why_not_complete(request.user, module),
    }
    return render(request, "learner/why.html", context)


@login_required
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    """A certificate to show and to print."""
    return render(request, "learner/certificate.html", {"certificate": _certificate(request, pk)})


@login_required
def certificate_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The certificate as a tagged PDF."""
    shown = _certificate(request, pk)
    name = slugify(f"{shown.completion.module_version.title} {shown.name}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(as_pdf(shown), content_type="application/pdf", headers=headers)


@login_required
@require_POST
def certificate_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue one's own certificate again in the name that one has now."""
    completion = get_object_or_404(Completion.objects.select_related("module_version"), pk=pk)
    try:
        issue_certificate(completion=completion, by=request.user)
    except NotPermitted as error:
        raise Http404 from error
    except NameUnchanged:
        messages.info(request, _("The certificate has the name that you have now."))
    else:
        messages.success(request, _("Issued in your new name. Earlier certificates stay valid."))
    return redirect("learner:certificate", pk)


@login_required
def verify(request: SignedInRequest) -> HttpResponse:
    """Whether a certificate is genuine, by the code on it. Who has the code sees less than the paper says."""
    form = CodeForm(request.GET or None)
    asked = form.is_valid()
    found = certificate_with_code(form.cleaned_data["code"]) if asked else None
    context = {"form": form, "asked": asked, "certificate": certificate_to_check(found) if found else None}
    return render(request, "learner/verify.html", context)


def _certificate(request: SignedInRequest, pk: int) -> Certificate:
    """Return the certificate, or 404 when it is not for this person to see."""
    completions = Completion.objects.select_related("person", "module", "module_version")
    completion = get_object_or_404(completions, pk=pk)
    if not may_see(request.user, completion):
        raise Http404
    return certificate_for(request.user, completion)
