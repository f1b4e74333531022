"""The chooser dialogue of the question bank of a knowledge check."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from courses.api import BANK_POLICY, QuestionBank
from infrastructure.db.api import key_in


class ViewableBanksMixin:
    """Lists the banks that the trainer may use."""

    def get_object_list(self) -> Any:
        user = self.request.user  # type: ignore[attr-defined]  # mixed into a view
        viewable = BANK_POLICY.instances_user_has_any_permission_for(user, ["choose"])
        return viewable.select_related("owner").order_by("title")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # mixed into a view
            Column("owner", label=_("Whose"), accessor="owner_name"),
            Column("number", label=_("Questions"), accessor=lambda bank: len(bank.questions)),
        ]


class BankChooseView(ViewableBanksMixin, ChooseView):
    """The chooser's dialogue."""


class BankChooseResultsView(ViewableBanksMixin, ChooseResultsView):
    """The chooser's list."""


class BankChosenView(ViewableBanksMixin, SnippetChosenView):
    """The chooser's result; banks that it does not list give 404."""

    def get_object(self, pk: str) -> QuestionBank:
        bank: QuestionBank = self.get_object_list().get(pk=key_in(pk))
        return bank


class BankChosenMultipleView(ViewableBanksMixin, SnippetChosenMultipleView):
    """The chooser's result for several banks."""

    def get_objects(self, pks: list[str]) -> Any:
        return self.get_object_list().filter(pk__in=[key_in(pk) for pk in pks])


class BankChooserViewSet(SnippetChooserViewSet):
    """Chooses the question bank of a knowledge check."""

    choose_view_class = BankChooseView
    choose_results_view_class = BankChooseResultsView
    chosen_view_class = BankChosenView
    chosen_multiple_view_class = BankChosenMultipleView
