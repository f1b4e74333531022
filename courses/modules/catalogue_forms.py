"""What a reader may ask of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.enums import LENGTHS, Ownership


@dataclass(frozen=True)
class CatalogueFilter:
    """What to show of the catalogue.

    `language` is a code, or "": then each module is shown once, in the reader's language where it has a page
    in that, or all its pages where `all_languages` is set.
    """

    language: str = ""
    all_languages: bool = False
    words: str = ""
    #: a theme's slug, or ""
    theme: str = ""
    minutes: int | None = None
    ownership: str = ""


class CatalogueForm(forms.Form):
    """The parameters of the catalogue's address. What makes no sense is left out rather than refused."""

    q = forms.CharField(label=_("Search among the modules"), required=False, max_length=100)
    theme = forms.SlugField(required=False)
    minutes = forms.TypedChoiceField(
        choices=[(minutes, minutes) for minutes in LENGTHS], coerce=int, required=False, empty_value=None
    )
    owner = forms.ChoiceField(choices=[("", ""), *Ownership.choices], required=False)
    language = forms.ChoiceField(choices=[*settings.LANGUAGES, ("all", "")], required=False)

    def as_filter(self) -> CatalogueFilter:
        """Return what was chosen; without a language each module is shown once."""
        self.is_valid()
        asked: dict[str, Any] = self.cleaned_data
        language = asked.get("language") or ""
        return CatalogueFilter(
            language="" if language == "all" else language,
            all_languages=language == "all",
            words=asked.get("q", ""),
            theme=asked.get("theme", ""),
            minutes=asked.get("minutes"),
            ownership=asked.get("owner", ""),
        )
