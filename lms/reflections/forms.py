"""Validation of a posted reflection."""

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 5_000


class ReflectionForm(forms.Form):
    """The text of a reflection."""

    text = forms.CharField(
        required=False,
        max_length=MAX_LENGTH,
        strip=False,
        error_messages={"max_length": _("Write at most %(limit_value)s characters. Nothing was saved.")},
    )

    def __init__(self, data: object) -> None:
        posted = dict(data.items()) if hasattr(data, "items") else {}
        # Browsers count a new line as one character and send two.
        posted["text"] = str(posted.get("text", "")).replace("\r\n", "\n")
        super().__init__(posted)
