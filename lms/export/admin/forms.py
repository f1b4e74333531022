"""The form of an export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.export.building.plan import ExportPlan
from lms.export.enums import ExportFormat, Licence


class ExportForm(forms.Form):
    """A form for the format, the licence, and whether films and sound are included."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Choose the newest one that the other learning platform takes."),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        choices=Licence.choices,
        initial=Licence.OWN,
        help_text=gettext_lazy(
            "It is written into the file, with the audience of the module. Pictures and films of others may "
            "not be passed on without their consent."
        ),
    )
    has_recordings = forms.BooleanField(label=gettext_lazy("Films and sound"), required=False, initial=True)

    has_answers = forms.BooleanField(
        label=gettext_lazy("Right answers on the last page"),
        help_text=gettext_lazy("Only in a PDF, for whoever leads a group."),
        required=False,
    )

    def __init__(self, *args: Any, plan: ExportPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.recordings:
            sentence = _("They are %(size)s together. Without them learners read the text instead.")
            size = filesizeformat(plan.recordings_size)
            self.fields["has_recordings"].help_text = sentence % {"size": size}
        else:
            del self.fields["has_recordings"]
