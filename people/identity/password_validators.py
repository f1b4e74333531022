"""Telling the rest of the house that a password was changed."""

from people.models import Person
from people.signals import password_changed


class PasswordChanged:
    """Tells of every new password: Django calls its validators whichever way the password was set.

    So an operator who takes an account back in the admin or by `changepassword` is heard too. Refuses
    nothing itself.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        """Accept: what a password must be is said by the validators beside this one."""

    def password_changed(self, password: str, user: Person) -> None:
        password_changed.send(sender=type(user), person=user)

    def get_help_text(self) -> str:
        return ""
