"""GET forms with the filters of figures and lists, and the form of reminders."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.translation import gettext_lazy as _

from infrastructure.db.api import key_in
from lms.reports.periods import MONTHS, MONTHS_AT_MOST, Month, Period
from lms.reports.views.widgets import PlainSelect
from lms.requirements.api import RequirementStatus

#: choices of the status filter of lists
LISTED = (
    RequirementStatus.LATE,
    RequirementStatus.EXPIRING,
    RequirementStatus.BEGUN,
    RequirementStatus.REMAINS,
    RequirementStatus.DONE,
    RequirementStatus.NOT_DONE,
    RequirementStatus.ON_LEAVE,
    RequirementStatus.EXEMPT,
)


#: error of a value that is not among the choices, such as one of another municipality
NOT_A_CHOICE = {
    "invalid_choice": _(
        "This isn't one of the choices here, so nothing is filtered by it. Choose from the list."
    )
}

#: people reminded at once, at most; more than a page shows
MOST_REMINDED = 200


class KeyField(forms.TypedChoiceField):
    """A choice of one row by its key, or of all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, coerce=int, empty_value=None, widget=PlainSelect, **options)


class FiltersForm(forms.Form):
    """Filters of figures: first and last month, module and part of the place."""

    start = forms.ChoiceField(label=_("From"), required=False, widget=PlainSelect)
    end = forms.ChoiceField(label=_("To"), required=False, widget=PlainSelect)
    module = KeyField(label=_("Module"))
    part = KeyField(label=_("Part"))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        today: dt.date,
        titles: Mapping[int, str],
        parts: Sequence[tuple[int, str]] = (),
    ) -> None:
        latest = Period.latest(today, MONTHS)
        values = {"start": str(latest.start), "end": str(latest.end), **{k: v for k, v in data.items() if v}}
        super().__init__(values)
        self.today = today
        months = [Month.of(today).plus(-back) for back in range(MONTHS_AT_MOST)]
        choices = [(str(month), f"{MONTH_NAMES[month.month]} {month.year}") for month in months]
        self._choose("start", choices)
        self._choose("end", choices)
        self._choose("module", [("", _("All")), *sorted(titles.items(), key=lambda item: item[1])])
        self._choose("part", [("", _("All")), *parts])
        if not parts:
            del self.fields["part"]

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields[name].error_messages |= NOT_A_CHOICE

    def clean(self) -> dict[str, Any]:
        """Add an error to `start` if the first month is after the last."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("start", _("The first month is after the last."))
        return cleaned

    @cached_property
    def period(self) -> Period:
        """Return the chosen period, or the latest months if it is invalid."""
        if not self.is_valid() and {"start", "end"} & set(self.errors):
            return Period.latest(self.today, MONTHS)
        return Period(
            Month.parse(self.cleaned_data["start"]), Month.parse(self.cleaned_data["end"]), self.today
        )

    @property
    def is_narrowed(self) -> bool:
        """Return True if a filter differs from the default or is invalid."""
        latest = Period.latest(self.today, MONTHS)
        return bool(self.chosen_module or self.errors or self.period != latest)

    @cached_property
    def parameters(self) -> QueryDict:
        """Return the query parameters for the same period and module on another page of figures."""
        parameters = QueryDict(mutable=True)
        if self.period != Period.latest(self.today, MONTHS):
            parameters["start"], parameters["end"] = str(self.period.start), str(self.period.end)
        if self.chosen_module:
            parameters["module"] = str(self.chosen_module)
        return parameters

    @property
    def chosen_module(self) -> int | None:
        return _accepted(self, "module")

    @property
    def chosen_part(self) -> int | None:
        return _accepted(self, "part")


def _accepted(form: forms.Form, name: str) -> Any:
    """Return the value of a field, None if it is invalid; errors of other fields are ignored."""
    return None if form.errors.get(name) else form.cleaned_data.get(name)


class ListForm(forms.Form):
    """Filters of a list: module and status."""

    module = KeyField(label=_("Module"))
    standing = forms.ChoiceField(label=_("Show"), required=False, widget=PlainSelect)

    def __init__(self, data: Mapping[str, Any], *, titles: Mapping[int, str]) -> None:
        super().__init__(data)
        modules = [("", _("All that are asked")), *sorted(titles.items(), key=lambda item: item[1])]
        self.fields["module"].choices = modules  # type: ignore[attr-defined]  # a choice field
        statuses = [("", _("Everyone")), *((status.value, status.label) for status in LISTED)]
        self.fields["standing"].choices = statuses  # type: ignore[attr-defined]  # as above
        for field in self.fields.values():
            field.error_messages |= NOT_A_CHOICE

    @property
    def chosen_module(self) -> int | None:
        return _accepted(self, "module")

    @property
    def chosen_status(self) -> RequirementStatus | None:
        value = _accepted(self, "standing")
        return RequirementStatus(value) if value else None


class PeopleField(forms.Field):
    """A field of keys of people."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        keys = value or []
        if len(keys) > MOST_REMINDED or not all(key_in(key) for key in keys):
            raise forms.ValidationError(_("That could not be read."))
        return list(dict.fromkeys(key_in(key) for key in keys))


class RemindForm(forms.Form):
    """The people to remind: everyone on the page, or those selected."""

    everyone = forms.BooleanField(required=False)
    shown = PeopleField(required=False)
    person = PeopleField(required=False)

    @property
    def people(self) -> list[int]:
        return self.cleaned_data["shown" if self.cleaned_data["everyone"] else "person"]
