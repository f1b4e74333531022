"""Views of the pages of learners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
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
from lms.records.api import Completion, IssueCertificate, NameUnchanged, NotPermitted
from people.api import SignedInRequest


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """Show the begun, remaining and completed modules of the person."""
    learning = learning_of(request.user, timezone.localdate())
    return render(request, "learner/mine.html", {"learning": learning})


@login_required
def why(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show why a module is not complete, and where to continue."""
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
    """Show a certificate for printing."""
    return render(request, "learner/certificate.html", {"certificate": _certificate(request, pk)})


@login_required
def certificate_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the certificate as a tagged PDF."""
    document = _certificate(request, pk)
    name = slugify(f"{document.completion.module_version.title} {document.name}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(as_pdf(document), content_type="application/pdf", headers=headers)


@login_required
@require_POST
def certificate_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue the user's own certificate again in their present name."""
    completion = get_object_or_404(Completion.objects.select_related("module_version"), pk=pk)
    try:
        IssueCertificate(completion=completion, by=request.user).run()
    except NotPermitted as error:
        raise Http404 from error
    except NameUnchanged:
        messages.info(request, _("The certificate has the name that you have now."))
    else:
        messages.success(request, _("Issued in your new name. Earlier certificates stay valid."))
    return redirect("learner:certificate", pk)


@login_required
def verify(request: SignedInRequest) -> HttpResponse:
    """Show the certificate that has the code in the query, without its workplaces.

    Everybody who is signed in may use it. An unknown code shows a message with status 200, no code the form.
    """
    form = CodeForm(request.GET or None)
    is_submitted = form.is_valid()
    match = certificate_with_code(form.cleaned_data["code"]) if is_submitted else None
    context = {
        "form": form,
        "is_submitted": is_submitted,
        "certificate": certificate_to_check(match) if match else None,
    }
    return render(request, "learner/verify.html", context)


def _certificate(request: SignedInRequest, pk: int) -> Certificate:
    """Return the certificate. Raise Http404 if the person may not see it."""
    completions = Completion.objects.select_related("person", "module", "module_version")
    completion = get_object_or_404(completions, pk=pk)
    if not may_see(request.user, completion):
        raise Http404
    return certificate_for(request.user, completion)
