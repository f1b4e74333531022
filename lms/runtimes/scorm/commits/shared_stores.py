"""Stores that the parts of a package share (adl.data)."""

from __future__ import annotations

from collections.abc import Mapping

from lms.attempts.api import PackageAttempt, SequencingState
from scorm.api import ManifestItem


def keep_stores(package_attempt: PackageAttempt, item: ManifestItem, stores: Mapping[str, str]) -> None:
    """Save the stores that a part has set and that the manifest lets it write (SCORM 2004 RTE 4.3.1).

    Within the transaction that processes its commit. Stores that the part may not write are left out.
    """
    if not writable(item, stores):
        return
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is not None and put_into_stores(sequencing, item, stores):
        sequencing.save(update_fields=["shared_data", "updated_at"])


def put_into_stores(sequencing: SequencingState, item: ManifestItem, stores: Mapping[str, str]) -> bool:
    """Set the stores that a part may write, unsaved; return whether anything changed."""
    written = writable(item, stores)
    if written.items() <= sequencing.shared_data.items():
        return False
    sequencing.shared_data = sequencing.shared_data | written
    return True


def writable(item: ManifestItem, stores: Mapping[str, str]) -> dict[str, str]:
    """Return those of `stores` that the manifest lets a part write."""
    maps = item.sequencing.get("sharedData", ())
    targets = {shared["targetID"] for shared in maps if shared["writeSharedData"]}
    return {target: value for target, value in stores.items() if target in targets}
