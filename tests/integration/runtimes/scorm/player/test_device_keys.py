"""Keys of what a learner's browser keeps: one account's own, the same at every launch."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import Launch
from lms.runtimes.scorm.player.shells import shell_for
from lms.runtimes.scorm.player.unsent_commits import unsent_commits_state
from tests.factories.packages import make_package
from tests.factories.tracking import make_launch, relaunch

pytestmark = pytest.mark.django_db


def keys_of(launch: Launch) -> list[str]:
    token = LaunchToken(LaunchKind.RECORD, str(launch.uuid), "sv")
    keys = list(shell_for(token).state()["keys"])
    assert unsent_commits_state(token)["keys"] == keys
    return keys


def test_device_key_is_the_same_at_every_launch_of_one_account_alone() -> None:
    first = make_launch()
    keys = keys_of(first)

    again, other = keys_of(relaunch(first.attempt)), keys_of(make_launch())

    assert [len(base64.b64decode(key)) for key in keys] == [32]
    assert again == keys
    assert other != keys


def test_key_of_a_former_secret_still_opens(settings: Any) -> None:
    launch = make_launch()
    (former,) = keys_of(launch)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    current, fallback = keys_of(launch)

    assert (fallback == former, current == former) == (True, False)


@pytest.mark.parametrize("kind", [LaunchKind.PREVIEW, LaunchKind.TRIAL, LaunchKind.REVIEW])
def test_launch_that_records_nothing_gets_no_key(kind: LaunchKind) -> None:
    launch = make_launch()
    subject = launch.package_attempt_id if kind == LaunchKind.REVIEW else make_package().pk

    assert not shell_for(LaunchToken(kind, str(subject), "sv")).state()["keys"]
