"""A password validator that sends `password_changed`."""

from people.models import Person
from people.signals import password_changed


class PasswordChanged:
    """A validator that sends `password_changed` for every new password. It accepts every password.

    Django calls its validators whichever way a password is set, also in the admin and by `changepassword`.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        """Accept the password; the other validators check it."""

    def password_changed(self, password: str, user: Person) -> None:
        """Send the signal; Django calls this after the password is set."""
        password_changed.send(sender=type(user), person=user)

    def get_help_text(self) -> str:
        return ""
