"""The viewset of question banks in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from content_import.questions.admin.bank_chooser import BankChooserViewSet
from content_import.questions.admin.bank_forms import QuestionBankForm
from content_import.questions.admin.bank_views import (
    BankCompareView,
    BankDeleteView,
    BankEditView,
    BankHistoryView,
    BankIndexView,
    BankInspectView,
    BankUsageView,
)
from courses.api import QuestionBank


class QuestionBankViewSet(SnippetViewSet):
    """The viewset of question banks."""

    model = QuestionBank
    icon = "clipboard-list"
    menu_label = _("Question banks")
    menu_name = "question-banks"
    menu_order = 225
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    list_display = [
        "title",
        Column("number", label=_("Questions"), accessor=lambda bank: len(bank.questions)),
        Column("owner", label=_("Whose"), accessor="owner_name"),
        DateColumn("changed_at", label=_("Changed"), sort_key="changed_at"),
    ]
    search_fields = ["title"]
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("owner"), FieldPanel("questions")], base_form_class=QuestionBankForm
    )
    index_view_class = BankIndexView
    edit_view_class = BankEditView
    history_view_class = BankHistoryView
    usage_view_class = BankUsageView
    inspect_view_class = BankInspectView
    revisions_compare_view_class = BankCompareView
    inspect_template_name = "content_import/questions/bank.html"
    chooser_viewset_class = BankChooserViewSet

    @property
    def delete_view(self) -> Any:
        return BankDeleteView.as_view(
            index_url_name=self.get_url_name("list"), inspect_url_name=self.get_url_name("inspect")
        )
