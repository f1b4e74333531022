"""What the parts of a package leave for one another."""

from __future__ import annotations

from collections.abc import Mapping

from courses.manifest import ManifestItem
from lms.tracking.models import PackageAttempt, SequencingState


def keep_stores(package_attempt: PackageAttempt, item: ManifestItem, stores: Mapping[str, str]) -> None:
    """Keep what a part has put into the stores that the manifest lets it write (SCORM 2004 RTE 4.3.1).

    Within the transaction that takes its commit. Stores that are not the part's to write are left out.
    """
    maps = item.sequencing.get("sharedData", ())
    writable = {shared["targetID"] for shared in maps if shared["writeSharedData"]}
    told = {target: value for target, value in stores.items() if target in writable}
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first() if told else None
    if sequencing is not None and not told.items() <= sequencing.shared_data.items():
        sequencing.shared_data |= told
        sequencing.save(update_fields=["shared_data", "updated_at"])
