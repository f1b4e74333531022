"""Forms for what a publication means for unfinished attempts and earlier completions."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from content_import.versions.upgrades import Upgrade

#: days that the form proposes for doing a module again
DEFAULT_DAYS = 60


class CompletionsForm(forms.Form):
    """A form for how long earlier completions are valid."""

    HOLD, REDO = "hold", "redo"

    completions = forms.ChoiceField(
        label=gettext_lazy("Those who are done"),
        choices=[
            (HOLD, gettext_lazy("are done: what they did still counts")),
            (REDO, gettext_lazy("shall do it again: what they did counts until a day that you choose")),
        ],
        widget=forms.RadioSelect,
        initial=HOLD,
    )
    last_valid_on = forms.DateField(
        label=gettext_lazy("The last day on which it counts"),
        help_text=gettext_lazy("Needed only if it shall be done again."),
        required=False,
        widget=AdminDateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["last_valid_on"] = timezone.localdate() + dt.timedelta(days=DEFAULT_DAYS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("completions") == self.REDO and "last_valid_on" not in self.errors:
            day = data.get("last_valid_on")
            if day is None or day < timezone.localdate():
                self.add_error("last_valid_on", ValidationError(_("Choose today or a later day.")))
        return data

    @property
    def chosen_last_day(self) -> dt.date | None:
        """Return the last day on which earlier completions are valid; None if it is unchanged."""
        day: dt.date | None = self.cleaned_data["last_valid_on"]
        return day if self.cleaned_data["completions"] == self.REDO else None


class UpgradeForm(CompletionsForm):
    """A form for unfinished attempts, and for how long earlier completions are valid."""

    STAY, MOVE = "stay", "move"
    STAYING = (STAY, gettext_lazy("finish on the version that they began"))
    MOVING = (MOVE, gettext_lazy("go on with the new version, where they are"))

    middle = forms.ChoiceField(
        label=gettext_lazy("Those who are in the middle"),
        choices=[STAYING, MOVING],
        widget=forms.RadioSelect,
        initial=STAY,
    )
    field_order = ["middle", "completions", "last_valid_on"]

    def __init__(self, *args: Any, upgrade: Upgrade, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not upgrade.allows_moving:
            cast("forms.ChoiceField", self.fields["middle"]).choices = [self.STAYING]
