"""The filter form of the list of plays."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.api import Package
from lms.attempts.api import Launch, LaunchEnding
from lms.history.support.queries import OPEN, find_launches

#: days beyond these have no midnight in some time zones
DAYS = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31))]


class PlayFilterForm(forms.Form):
    """Filters of the list of plays; all are optional."""

    q = forms.CharField(label=_("Person, module or number"), required=False, max_length=200, strip=True)
    ending = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=[("", _("All")), (OPEN, _("Not closed yet")), *LaunchEnding.choices],
    )
    package = forms.ModelChoiceField(
        label=_("Package"),
        required=False,
        queryset=Package.objects.order_by("title", "-version"),
        empty_label=_("All"),
    )
    since = forms.DateField(label=_("From"), required=False, widget=AdminDateInput, validators=DAYS)
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=AdminDateInput, validators=DAYS
    )
    refused = forms.BooleanField(label=_("Only where something was not taken"), required=False)

    def find(self) -> Any:
        """Return the matching launches, newest first: all without a filter, none if the filter is invalid."""
        if not self.is_valid():
            return Launch.objects.none() if self.is_bound else find_launches()
        filters = self.cleaned_data
        return find_launches(
            words=filters["q"],
            ending=filters["ending"],
            only_refused=filters["refused"],
            package=filters["package"],
            since=filters["since"],
            until=filters["until"],
        )

    def as_query(self) -> str:
        """Return the filters as one line for the access log, without NUL, which PostgreSQL refuses."""
        query = "&".join(f"{key}={value}" for key, value in sorted(self.data.items()) if value)
        return query.replace("\x00", "")
