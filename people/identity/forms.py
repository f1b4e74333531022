"""Forms of sign-in, passwords, one-time codes and e-mail addresses."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.codes.actions import use_code
from people.exceptions import CodeRefused
from people.models import Person
from people.organisation.people import ChoosePassword

PASSWORD_HELP = _("At least 8 characters. Three words that you choose yourself are easy to remember.")
#: for phones: no capital at the start, no suggestions
USER_NAME_ATTRIBUTES = {
    "autocomplete": "username",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


class LoginForm(AllauthLoginForm):
    """A form of user name and password, whose errors do not reveal whether the user exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget = forms.TextInput(attrs=USER_NAME_ATTRIBUTES)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class ChangePasswordForm(AllauthChangePasswordForm):
    """A form of the present password and the new one, once: it can be shown while it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HELP
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def save(self) -> None:
        ChoosePassword(by=self.user, password=self.cleaned_data["password1"]).run()


class OneTimeCodeForm(forms.Form):
    """A form of user name, one-time code and new password."""

    login = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs=USER_NAME_ATTRIBUTES)
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        help_text=_("The eight characters that you were given. Blanks and dashes don't matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    person: Person

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        """Use the code if all other fields are valid."""
        data = super().clean() or {}
        if not self.errors:
            try:
                self.person = use_code(username=data["login"], code=data["code"], password=data["password"])
            except CodeRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
            except ValidationError as problems:
                self.add_error("password", problems)
        return data


class EmailForm(forms.Form):
    """A form of an e-mail address for reminders, to be confirmed."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _(
                "That is no whole e-mail address. It looks like name@example.se, without å, ä and ö."
            )
        },
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address == self.person.email:
            raise ValidationError(_("Reminders go to that address already."))
        return address
