"""What support asks the list of plays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.api import Package
from lms.attempts.api import Launch, LaunchEnding
from lms.history.support.queries import OPEN, find_launches

#: days beyond these have no midnight in every time zone
DAYS = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31))]


class PlayFilterForm(forms.Form):
    """Words and choices; all may be empty."""

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
        """Return the launches asked for, the newest first; all when the question is faulty or empty."""
        if not self.is_valid():
            return Launch.objects.none() if self.is_bound else find_launches()
        asked = self.cleaned_data
        return find_launches(
            words=asked["q"],
            ending=asked["ending"],
            only_refused=asked["refused"],
            package=asked["package"],
            since=asked["since"],
            until=asked["until"],
        )

    def as_asked(self) -> str:
        """The question in a line, for the account of who looked. Without NUL, which PostgreSQL refuses."""
        asked = "&".join(f"{key}={value}" for key, value in sorted(self.data.items()) if value)
        return asked.replace("\x00", "")
