"""Views of the Wagtail admin in which trainers manage question banks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import (
    EditView,
    HistoryView,
    IndexView,
    RevisionsCompareView,
    UsageView,
)

from content_import.questions.models import QuestionImport
from courses.api import (
    BANK_POLICY,
    DeleteQuestionBank,
    QuestionBank,
    QuestionBankInUse,
    uses_of_bank,
)
from people.api import signed_in

TAKE_IN = "question_import_add"
BANK_PAGE = "wagtailsnippets_courses_questionbank:inspect"


class BankIndexView(IndexView):
    """The list of banks that the trainer may view."""

    add_item_label = gettext_lazy("New question bank")

    def get_base_queryset(self) -> Any:
        viewable = BANK_POLICY.instances_user_has_any_permission_for(self.request.user, ["view"])
        return viewable.select_related("owner")

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns without bulk actions: a bank is deleted alone, with a reason when refused."""
        return [column for column in super().columns if column.name != "bulk_actions"]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        take_in = HeaderButton(_("Take in questions"), url=reverse(TAKE_IN), icon_name="upload")
        return [*super().header_buttons, take_in]

    def get_edit_url(self, instance: QuestionBank) -> str:
        """Return the address of the bank's page, which lists its uses."""
        return reverse(self.inspect_url_name, args=(instance.pk,))


class PermittedBankMixin:
    """Finds the bank among those that the person has permission for; any other gives 404."""

    required_action = "change"

    def get_object(self, queryset: Any = None) -> QuestionBank:
        user = self.request.user  # type: ignore[attr-defined]  # mixed into views
        permitted = BANK_POLICY.instances_user_has_any_permission_for(user, [self.required_action])
        return get_object_or_404(permitted.select_related("owner"), pk=self.kwargs["pk"])  # type: ignore[attr-defined]  # as above


class BankEditView(EditView):
    """The editor of a bank; one that the person may not change gives 404."""

    def get_queryset(self) -> Any:
        return BANK_POLICY.instances_user_has_any_permission_for(self.request.user, ["change"])

    def get_success_url(self) -> str:
        return reverse(BANK_PAGE, args=[self.object.pk])


class BankHistoryView(PermittedBankMixin, HistoryView):
    """The log of a bank and its earlier revisions."""


class BankUsageView(PermittedBankMixin, UsageView):
    """The uses of a bank in Wagtail's reference index."""


class BankCompareView(PermittedBankMixin, RevisionsCompareView):
    """The differences between two revisions of a bank."""


class BankInspectView(PermittedBankMixin, InspectView):
    """The page of a bank: its questions, the modules that use it, and the trainer's imports into it."""

    required_action = "view"
    page_title = gettext_lazy("Question bank")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = signed_in(self.request)
        return {
            **super().get_context_data(**kwargs),
            "bank": self.object,
            "questions": [
                (question.block.wording(question.value), question.block.label)
                for question in self.object.questions
            ],
            "uses": uses_of_bank(self.object, person),
            "imports": QuestionImport.objects.of(person).filter(bank=self.object),
            "may_manage": BANK_POLICY.user_has_permission_for_instance(person, "change", self.object),
        }


class BankDeleteView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Deletes a bank after a confirmation, or shows why it can't be deleted."""

    permission_policy = BANK_POLICY
    permission_required = "delete"
    template_name = "content_import/questions/bank_delete.html"
    page_title = gettext_lazy("Delete the question bank")
    header_icon = "bin"
    index_url_name = inspect_url_name = ""
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse(self.index_url_name), "label": _("Question banks")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": _("Delete the question bank")}]

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        bank = self.bank(pk)
        uses = uses_of_bank(bank, signed_in(request))
        return self.render_to_response(self.get_context_data(bank=bank, uses=uses))

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        bank = self.bank(pk)
        try:
            DeleteQuestionBank(bank=bank, by=signed_in(request)).run()
        except QuestionBankInUse as error:
            messages.error(request, str(error))
            return redirect(self.inspect_url_name, bank.pk)
        messages.success(request, _("“%(bank)s” is deleted.") % {"bank": bank})
        return redirect(self.index_url_name)

    def bank(self, pk: str) -> QuestionBank:
        managed = BANK_POLICY.instances_user_has_any_permission_for(self.request.user, ["delete"])
        return get_object_or_404(managed, pk=pk)
