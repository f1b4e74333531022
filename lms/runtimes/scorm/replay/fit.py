"""Comparison of two versions of a package, for moving attempts from one to the other."""

from __future__ import annotations

from dataclasses import dataclass

from scorm.api import Manifest, ManifestItem


@dataclass(frozen=True)
class Fit:
    """How the parts of a new version match those of the old one, by identifier and kind."""

    kept: tuple[ManifestItem, ...]
    added: tuple[ManifestItem, ...]
    #: parts of the old version that the new one lacks
    gone: tuple[ManifestItem, ...]
    #: both are of the same standard, and neither has sequencing, whose rules may differ
    is_plain: bool

    @property
    def allows_moving(self) -> bool:
        """Whether every part that could have been begun still exists, so that nobody loses anything."""
        return self.is_plain and not self.gone


def fit_of(old: Manifest, new: Manifest) -> Fit:
    """Compare two versions of a package."""
    before = {(item.identifier, item.kind): item for item in old.launchable}
    after = {(item.identifier, item.kind): item for item in new.launchable}
    return Fit(
        kept=tuple(item for key, item in after.items() if key in before),
        added=tuple(item for key, item in after.items() if key not in before),
        gone=tuple(item for key, item in before.items() if key not in after),
        is_plain=old.standard == new.standard and not (old.is_sequenced or new.is_sequenced),
    )
