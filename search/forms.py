"""What someone may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.api import Theme
from search.analysis.queries import LONGEST_QUERY
from search.enums import ResultKind


class QueryField(forms.CharField):
    """Any text at all: what no one can search for is left out, never complained of."""

    def to_python(self, value: object) -> str:
        text = str(value or "").replace("\x00", " ")
        return (super().to_python(text) or "")[:LONGEST_QUERY]


class SearchForm(forms.Form):
    """The words, and what to narrow the search to. What is not a choice narrows nothing."""

    q = QueryField(label=_("Search"), required=False)
    kind = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Everything")), *ResultKind.choices]
    )
    theme = forms.ModelChoiceField(
        label=_("Theme"),
        required=False,
        queryset=Theme.objects.all(),
        to_field_name="slug",
        empty_label=_("All themes"),
    )

    def wanted_kind(self) -> ResultKind | None:
        """The kind chosen, if any."""
        self.is_valid()
        value = self.cleaned_data.get("kind")
        return ResultKind(value) if value else None

    def wanted_theme(self) -> Theme | None:
        """The theme chosen, if any."""
        self.is_valid()
        return self.cleaned_data.get("theme")

    def text(self) -> str:
        """The words."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))
