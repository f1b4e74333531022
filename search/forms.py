"""The search form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.api import Theme
from search.analysis.query_parser import MAX_QUERY_LENGTH
from search.enums import ResultKind


class QueryField(forms.CharField):
    """A field that accepts any text, cut after MAX_QUERY_LENGTH characters."""

    def to_python(self, value: object) -> str:
        text = str(value or "").replace("\x00", " ")
        return (super().to_python(text) or "")[:MAX_QUERY_LENGTH]


class SearchForm(forms.Form):
    """A form for a query and filters; invalid filters are ignored."""

    q = QueryField(label=_("Search"), required=False)
    kind = forms.TypedChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Everything")), *ResultKind.choices],
        coerce=ResultKind,
        empty_value=None,
    )
    theme = forms.ModelChoiceField(
        label=_("Theme"),
        required=False,
        queryset=Theme.objects.all(),
        to_field_name="slug",
        empty_label=_("All themes"),
    )
