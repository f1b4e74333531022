"""The form of the catalogue's filters."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.enums import LENGTHS, Ownership


@dataclass(frozen=True)
class CatalogueFilter:
    """A filter of the catalogue.

    `language` is a code, or "": then each module is listed once, in the reader's language if it has a page in
    that, or with all its pages if `all_languages` is set.
    """

    language: str = ""
    all_languages: bool = False
    words: str = ""
    #: a theme's slug, or ""
    theme: str = ""
    minutes: int | None = None
    ownership: str = ""


class CatalogueForm(forms.Form):
    """The query parameters of the catalogue. Invalid values are ignored."""

    q = forms.CharField(label=_("Search among the modules"), required=False, max_length=100)
    theme = forms.SlugField(required=False)
    minutes = forms.TypedChoiceField(
        choices=[(minutes, minutes) for minutes in LENGTHS], coerce=int, required=False, empty_value=None
    )
    owner = forms.ChoiceField(choices=[("", ""), *Ownership.choices], required=False)
    language = forms.ChoiceField(choices=[*settings.LANGUAGES, ("all", "")], required=False)

    def as_filter(self) -> CatalogueFilter:
        """Return the filter; without a language each module is listed once."""
        self.is_valid()
        data: dict[str, Any] = self.cleaned_data
        language = data.get("language") or ""
        return CatalogueFilter(
            language="" if language == "all" else language,
            all_languages=language == "all",
            words=data.get("q", ""),
            theme=data.get("theme", ""),
            minutes=data.get("minutes"),
            ownership=data.get("owner", ""),
        )
