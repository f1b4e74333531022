"""Forms of translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.languages.po_files import MAX_BYTES
from courses.languages.texts import Part, Text

if TYPE_CHECKING:
    from django.http import QueryDict

#: the name of the boxes of texts whose translation is still right
CONFIRMED = "same"


class TextsForm(forms.Form):
    """A field for each text of a part. What was not changed since the page was opened is not stored."""

    def __init__(self, *args: Any, part: Part, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        for text in part.texts:
            if not text.is_kept:
                self.fields[name_of(text)] = _field(text, language)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for text in self.part.texts:
            name = name_of(text)
            if name in self.fields and (problem := text.problem_in(data.get(name, ""))):
                self.add_error(name, problem)
        return data

    def rows(self) -> list[tuple[Text, forms.BoundField | None]]:
        return [(text, None if text.is_kept else self[name_of(text)]) for text in self.part.texts]

    @property
    def unknown(self) -> list[str]:
        """What was typed for texts that the part does not have any more."""
        return [
            str(text)
            for name, text in self.data.items()
            if name.startswith("text-")
            and name not in self.fields
            and text != self.data.get(f"initial-{name}", "")
        ]

    @property
    def changed(self) -> dict[int, str]:
        """The changed texts by segment, and those that stand for an earlier text and were confirmed."""
        changed = set(self.changed_data)
        confirmed = set(cast("QueryDict", self.data).getlist(CONFIRMED))
        return {
            text.id: self.cleaned_data.get(name, text.translation)
            for text in self.part.texts
            if (name := name_of(text)) in changed or str(text.id) in confirmed
        }


def name_of(text: Text) -> str:
    return f"text-{text.id}"


def _field(text: Text, language: str) -> forms.CharField:
    rows = min(12, 1 + max(len(text.source), len(text.translation)) // 45 + text.source.count("\n"))
    return forms.CharField(
        required=False,
        strip=True,
        initial=text.translation,
        show_hidden_initial=True,
        label=text.label or _("Text"),
        widget=forms.Textarea({"rows": rows, "lang": language, "class": "translator__field"}),
    )


class PoForm(forms.Form):
    """The form of a PO file."""

    file = forms.FileField(
        label=gettext_lazy("PO file with translations"),
        widget=forms.FileInput({"accept": ".po,text/x-gettext-translation"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 2 MB. Upload the one that was downloaded here.")
            )
        data: bytes = file.read()
        return data
