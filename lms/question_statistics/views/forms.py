"""The filter form of the page of a module."""

from django import forms


class PackageForm(forms.Form):
    """The package of the module to show."""

    package = forms.IntegerField(required=False)

    @property
    def chosen(self) -> int | None:
        """Return the primary key of the package, or None if it is missing or invalid."""
        return self.cleaned_data["package"] if self.is_valid() else None
