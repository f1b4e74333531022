"""Unsent commits that a learner's browser may store on the origins of older package versions.

A learner whom a trainer moved to a new version of a package plays on another origin from then on, and the old
one's storage would never be read again: so the player first opens a page there that sends its commits.
"""

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from infrastructure.db.api import CompiledQuery, Parameter
from infrastructure.http.api import content_origin
from lms.attempts.api import (
    Attempt,
    Launch,
    LaunchToken,
    PackageAttempt,
    TokenRefused,
    check_content_host,
    check_holds_lease,
    device_keys,
)


def unsent_origins(attempt: Attempt, step_id: str) -> list[str]:
    """Return the content origins of the package versions from which the step's learner was moved."""
    played: list[Any] = _PLAYED.rows(attempt=attempt.pk, step=step_id)
    current = {content_origin(each.label) for each in played if each.moved_on is None}
    earlier = dict.fromkeys(content_origin(each.label) for each in played if each.moved_on is not None)
    return [origin for origin in earlier if origin not in current]


def _played() -> QuerySet[PackageAttempt]:
    step = Parameter("step", PackageAttempt._meta.get_field("step_id"))
    played = PackageAttempt.objects.filter(attempt=Parameter("attempt", Attempt._meta.pk), step_id=step)
    return played.only("pk").annotate(label=F("package__label"), moved_on=F("moved_to__pk")).order_by("pk")


_PLAYED = CompiledQuery(_played)


def unsent_commits_state(token: LaunchToken, label: str = "") -> dict[str, Any]:
    """Return the state of the page that sends from an older origin; `label` is that of its host.

    Raises CommitRefused when the launch no longer holds the attempt, TokenRefused where there is none or it
    may not record from that host.
    """
    launches = Launch.objects.select_related("attempt", "package_attempt__package")
    launch = launches.filter(pk=token.launch).first()
    if launch is None:
        raise TokenRefused
    check_content_host(launch.package_attempt, label)
    check_holds_lease(launch)
    return {
        "attempt": str(launch.attempt_id),
        "earlier": [],
        "launch": str(launch.uuid),
        "keys": device_keys(launch.attempt.person_id),
        "site": settings.SITE_ORIGIN,
        "now": int(timezone.now().timestamp() * 1000),
        "nextSequence": 1,
    }
