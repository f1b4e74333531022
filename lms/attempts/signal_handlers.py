"""Handlers of the signals for signing out and for a new password."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from lms.attempts.enums import LaunchEnding
from lms.attempts.launches.actions import end_launches_of_person, end_launches_of_session
from people.api import Person, password_changed


@receiver(user_logged_out)
def end_launches(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """End the launches of the session, so that the next user of a shared computer cannot continue them."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        # Not ended by the learner: what they do after an expired session still counts as theirs.
        has_run_out = getattr(request, "session_has_run_out", False)
        ending = LaunchEnding.EXPIRED if has_run_out else LaunchEnding.SIGNED_OUT
        end_launches_of_session(session_key=session.session_key, ending=ending)


@receiver(password_changed)
def end_launches_everywhere(person: Person, **kwargs: Any) -> None:
    """End the launches of the person on all devices, which may be used by others with the old password."""
    end_launches_of_person(person=person)
