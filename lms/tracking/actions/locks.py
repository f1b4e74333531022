"""The lock that what changes an attempt takes first."""

from __future__ import annotations

from uuid import UUID

from lms.tracking.exceptions import TokenRefused
from lms.tracking.models import Launch


def locked_launch(launch_id: UUID) -> Launch:
    """Return the launch with its attempt locked: what one attempt is told is taken one after the other.

    Raises TokenRefused for a launch that does not exist. Within a transaction.
    """
    # What only a completion needs is read when there is one.
    launches = Launch.objects.select_for_update(of=("self", "attempt"))
    try:
        launch = launches.select_related("attempt", "package_attempt__package").get(pk=launch_id)
    except Launch.DoesNotExist:
        raise TokenRefused from None
    launch.package_attempt.attempt = launch.attempt
    return launch
