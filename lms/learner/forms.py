"""Forms of the pages of learners."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("As it stands on the certificate, for example 1234-ABCD-EFGH."),
    )
