"""The content hosts that a launch may record from."""

from __future__ import annotations

from lms.attempts.exceptions import TokenRefused
from lms.attempts.models import PackageAttempt


def check_content_host(package_attempt: PackageAttempt, label: str) -> None:
    """Raise TokenRefused unless `label` names a content host that the package attempt may record from.

    That is the shared host ("") or one on which it is or was played.
    """
    if label and not was_played_as(package_attempt, label):
        raise TokenRefused


def was_played_as(package_attempt: PackageAttempt, label: str) -> bool:
    """Return whether `label` is that of the package, or of a version from which the learner was moved.

    Unsent commits on the host of an earlier version are sent from there (unsent_commits.py).
    """
    if label == package_attempt.package.label:
        return True
    earlier = package_attempt.moved_from_id
    while earlier is not None:
        moved = PackageAttempt.objects.select_related("package").get(pk=earlier)
        if moved.package.label == label:
            return True
        earlier = moved.moved_from_id
    return False
