"""Forms of assignments."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import Module
from lms.records.queries import module_titles
from people.api import Employment, Unit, distinct_titles, validate_year

DAYS_UNTIL_DUE = 30


class AssignmentForm(forms.Form):
    """An assignment to the subtree of a unit: module, due day and title."""

    module = forms.TypedChoiceField(label=_("Module"), coerce=int)
    due_on = forms.DateField(
        label=_("Done by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[validate_year],
    )
    title = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = {
            module.pk: module
            for module in Module.objects.filter(
                Q(owner__isnull=True) | Q(owner=unit.municipality_id), versions__isnull=False
            ).distinct()
        }
        titles = module_titles(self.modules.values())
        self.fields["module"].choices = sorted(titles.items(), key=lambda item: item[1])  # type: ignore[attr-defined]
        self.fields["title"].choices = [("", _("Everyone")), *_employment_titles(unit)]  # type: ignore[attr-defined]
        today = timezone.localdate()
        self.fields["due_on"].initial = today + dt.timedelta(days=DAYS_UNTIL_DUE)
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_module(self) -> Module:
        return self.modules[self.cleaned_data["module"]]

    def clean_due_on(self) -> dt.date:
        due_on: dt.date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("That day has passed. Choose today or a later day."))
        return due_on


def _employment_titles(unit: Unit) -> list[tuple[str, str]]:
    employments = Employment.objects.on_day(timezone.localdate()).in_subtree(unit)
    return [(title, title) for title in distinct_titles(employments.values_list("title", flat=True))]
