"""The form of question banks in the editor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.api import may_own_shared, municipalities_trained_by
from people.api import Municipality, Person


class QuestionBankForm(WagtailAdminModelForm):
    """A form of a bank. Its owner is chosen when it is made and stays, since modules may use it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            set_owner_choices(self.fields["owner"], self.for_user)
            self.fields["owner"].disabled = self.instance.pk is not None


def set_owner_choices(field: Any, person: Person) -> None:
    """Limit a field of owners to those for whom the person may make banks."""
    field.queryset = municipalities_trained_by(person)
    field.empty_label = _("Shared by all municipalities")
    if not may_own_shared(person):
        field.empty_label = None
        field.required = True
        field.initial = field.queryset.first()


def owner_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Municipality.objects.none(), label=_("Whose it is"), required=False)
