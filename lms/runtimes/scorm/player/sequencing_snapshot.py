"""The state of sequencing for a shell, before the content starts. Makes no request."""

from dataclasses import dataclass
from typing import Any

from lms.attempts.api import PackageAttempt, PartNotOpen, SequencingState, TokenRefused
from lms.runtimes.scorm.sequencing.requests import stored_state
from scorm.api import ManifestItem, State


@dataclass(frozen=True)
class SequencingSnapshot:
    """The state of sequencing for the part that is shown."""

    #: the part delivered, or between two parts the one played last
    item: ManifestItem
    stored: SequencingState

    @property
    def state(self) -> State:
        return stored_state(self.stored.engine, {})

    def hides(self, control: str) -> bool:
        """Return whether the content shows a control of its own instead (adlnav:hideLMSUI, SN 5.6.5)."""
        return control in self.stored.navigation.get("hide", ())

    def for_browser(self) -> dict[str, Any]:
        """Return what the shell's script reads."""
        return {
            "shared": self.stored.shared_data,
            "sharedMaps": self.item.sequencing.get("sharedData", []),
            "outlook": self.stored.navigation,
            "after": self.stored.navigations,
            "delivered": bool(self.stored.delivered),
        }


def sequencing_snapshot(package_attempt: PackageAttempt, *, requested: str) -> SequencingSnapshot:
    """Return the state of sequencing; `requested` is the part that the page's address names, "" for none.

    Raises PartNotOpen for a part that is not the one delivered: only a navigation delivers.
    """
    sequencing = SequencingState.objects.filter(package_attempt=package_attempt).first()
    if sequencing is None:
        raise TokenRefused
    if requested and requested != sequencing.delivered:
        raise PartNotOpen
    manifest = package_attempt.package.structure
    item = manifest.item(sequencing.delivered or package_attempt.current_sco) or manifest.launchable[0]
    return SequencingSnapshot(item, sequencing)
