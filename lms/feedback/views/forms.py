"""Forms of reports and answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.feedback.enums import FaultKind
from lms.feedback.models import MESSAGE_LENGTH, FaultReport
from lms.feedback.places import MAX_ADDRESS_LENGTH


class AddressField(forms.CharField):
    """The address of the page. Accepts any text, since places.py validates it."""

    def to_python(self, value: object) -> str:
        return str(value or "").replace("\x00", "")[: MAX_ADDRESS_LENGTH + 1]


class TextField(forms.CharField):
    """Multi-line text in which a line break counts as one character, as in browsers."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""


class ReportForm(forms.ModelForm):
    """The form of a report, without required personal data."""

    page = AddressField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = FaultReport
        fields = ["kind", "message", "email"]
        field_classes = {"message": TextField}
        widgets = {
            "kind": forms.RadioSelect(attrs={"class": "ds-input"}),
            "message": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        }
        labels = {
            "kind": _("What is it about?"),
            "message": _("What does not work?"),
            "email": _("Your e-mail address, if you want an answer"),
        }
        help_texts = {
            "message": _("Write in your own words. Tell us too if you use a screen reader or other aids."),
            "email": _("You need not leave one. Without it nobody can see who you are."),
        }
        error_messages = {
            "message": {
                "required": _("Write what does not work, then send again."),
                "max_length": _("Shorten the text to %(limit_value)d characters, then send again."),
            },
            "kind": {"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
            "email": {
                "invalid": _("Write the address as name@example.se, or leave it empty to stay anonymous.")
            },
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        self.fields["kind"].choices = FaultKind.choices  # type: ignore[attr-defined]  # without an empty one


class AnswerForm(forms.Form):
    """The form of an answer."""

    answer = TextField(
        label=_("Your answer"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write an answer, or what was done about it."),
            "max_length": _("Shorten the text to %(limit_value)d characters, then send again."),
        },
    )
