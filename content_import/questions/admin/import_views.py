"""Views of the Wagtail admin that take in questions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content_import.exceptions import QuestionImportRefused
from content_import.questions.actions import DiscardQuestions, TakeInQuestions, UndoQuestions
from content_import.questions.admin.bank_views import BANK_PAGE, TAKE_IN
from content_import.questions.admin.import_forms import QuestionUploadForm
from content_import.questions.models import QuestionImport
from courses.api import QuestionBlock, is_trainer, question_blocks
from people.api import signed_in

DETAIL = "question_import"
BANK_LIST = "wagtailsnippets_courses_questionbank:list"


class TrainerMixin:
    """Lets in trainers; each sees their own imports only."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_trainer(signed_in(request)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return response

    def question_import(self) -> QuestionImport:
        own = QuestionImport.objects.of(signed_in(self.request)).select_related("bank", "owner")
        return get_object_or_404(own, pk=self.kwargs["question_import"])


class ImportPageMixin(TrainerMixin, WagtailAdminTemplateMixin):
    """The frame of the pages."""

    page_title = gettext_lazy("Take in questions")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(BANK_LIST), "label": _("Question banks")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": _("Take in questions")}]


class QuestionUploadView(ImportPageMixin, FormView):
    """Uploads a file and plans what becomes of its questions."""

    form_class = QuestionUploadForm
    template_name = "content_import/questions/upload.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": signed_in(self.request)}

    def get_initial(self) -> dict[str, Any]:
        return {"bank": self.request.GET.get("bank")}

    def form_valid(self, form: QuestionUploadForm) -> HttpResponse:
        return redirect(DETAIL, form.plan().pk)

    def form_invalid(self, form: QuestionUploadForm) -> HttpResponse:
        messages.error(self.request, _("Nothing was taken in. See below what to mend."))
        return self.render_to_response(self.get_context_data(form=form))


@method_decorator(never_cache, name="dispatch")
class QuestionImportView(ImportPageMixin, TemplateView):
    """The plan of an import, or what has become of it."""

    template_name = "content_import/questions/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.question_import()
        blocks = dict(question_blocks())
        questions = [_shown(blocks[question["raw"]["type"]], question) for question in found.questions]
        notices = Counter(notice for question in found.questions for notice in question["notices"])
        context = {"found": found, "questions": questions, "notices": sorted(notices.items())}
        return {**super().get_context_data(**kwargs), **context}


def _shown(block: QuestionBlock, question: dict[str, Any]) -> dict[str, Any]:
    text = block.wording(block.to_python(question["raw"]["value"]))
    return {**question, "kind": block.label, "text": text}


@method_decorator(require_POST, name="dispatch")
class QuestionImportPostView(TrainerMixin, View):
    """Runs an action on an import, and returns to a page."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = self.question_import()
        try:
            return self.act(found)
        except QuestionImportRefused as refused:
            messages.error(request, str(refused))
            return redirect(DETAIL, found.pk)

    def act(self, found: QuestionImport) -> HttpResponse:
        raise NotImplementedError


class TakeInQuestionsView(QuestionImportPostView):
    """Adds the questions to the bank."""

    def act(self, found: QuestionImport) -> HttpResponse:
        bank = TakeInQuestions(question_import=found, by=signed_in(self.request)).run()
        number = len(found.questions)
        sentence = ngettext("%(number)d question is taken in.", "%(number)d questions are taken in.", number)
        messages.success(self.request, sentence % {"number": number})
        return redirect(BANK_PAGE, bank.pk)


class DiscardQuestionsView(QuestionImportPostView):
    """Discards the plan."""

    def act(self, found: QuestionImport) -> HttpResponse:
        DiscardQuestions(question_import=found, by=signed_in(self.request)).run()
        messages.success(self.request, _("Nothing was taken in."))
        return redirect(BANK_PAGE, found.bank_id) if found.bank_id else redirect(BANK_LIST)


class UndoQuestionsView(QuestionImportPostView):
    """Removes the questions of the import."""

    def act(self, found: QuestionImport) -> HttpResponse:
        stays = UndoQuestions(question_import=found, by=signed_in(self.request)).run()
        messages.success(self.request, _("The import is undone."))
        if stays:
            messages.warning(self.request, stays)
        return redirect(DETAIL, found.pk)


def question_import_urls() -> list[URLPattern]:
    """Return the addresses in the admin."""
    one = "questions/take-in/<int:question_import>/"
    return [
        path("questions/take-in/", QuestionUploadView.as_view(), name=TAKE_IN),
        path(one, QuestionImportView.as_view(), name=DETAIL),
        path(f"{one}run/", TakeInQuestionsView.as_view(), name="question_import_run"),
        path(f"{one}discard/", DiscardQuestionsView.as_view(), name="question_import_discard"),
        path(f"{one}undo/", UndoQuestionsView.as_view(), name="question_import_undo"),
    ]
