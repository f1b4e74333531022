"""What happens when somebody signs out or has a new password."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from lms.attempts.enums import LaunchEnding
from lms.attempts.launches.actions import end_launches_of_person, end_launches_of_session
from people.api import Person, password_changed


@receiver(user_logged_out)
def end_launches(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """On a shared computer the next person must not go on in this one's name."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        # One that ran out was left by nobody's wish: what its learner does meanwhile is still theirs.
        has_run_out = getattr(request, "session_has_run_out", False)
        ending = LaunchEnding.EXPIRED if has_run_out else LaunchEnding.SIGNED_OUT
        end_launches_of_session(session_key=session.session_key, ending=ending)


@receiver(password_changed)
def end_launches_everywhere(person: Person, **kwargs: Any) -> None:
    """Whoever knew the old password, or left a device signed in, must not go on in this one's name."""
    end_launches_of_person(person=person)
