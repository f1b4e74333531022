"""What the page may be asked for."""

from __future__ import annotations

from django import forms


class PackageForm(forms.Form):
    """Which of the module's packages to show."""

    package = forms.IntegerField(required=False)

    @property
    def chosen(self) -> int | None:
        """The package's primary key, or None where nothing sensible was asked for."""
        return self.cleaned_data["package"] if self.is_valid() else None
