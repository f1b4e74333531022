"""The data of a shell: what the player loads before the content starts."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import Module, Package, PackageKind
from infrastructure.db.api import CompiledQuery, Parameter
from lms.attempts.api import (
    Attempt,
    JournalEntry,
    Launch,
    LaunchKind,
    LaunchToken,
    PackageAttempt,
    ScoState,
    TokenRefused,
    check_holds_lease,
    device_keys,
    file_prefix,
    h5p_prefix,
)
from lms.runtimes.scorm.player.contents import (
    ContentsLine,
    States,
    contents_of,
    contents_of_sequenced,
    playable_item,
)
from lms.runtimes.scorm.player.sequencing_snapshot import SequencingSnapshot, sequencing_snapshot
from lms.runtimes.scorm.sequencing.objectives import with_objectives
from lms.runtimes.scorm.sequencing.sco_data import known_set_elements
from people.api import Person
from scorm.api import CompletionStatus, ItemKind, ManifestItem, PackageStandard, SavedState, initial_cmi

#: for how many closed attempts a shell searches the device
EARLIER_ATTEMPTS = 20


@dataclass(frozen=True)
class Shell:
    """The player for one SCO or asset of a package."""

    kind: LaunchKind
    package: Package
    item: ManifestItem
    contents: tuple[ContentsLine, ...]
    initial_cmi: dict[str, str]
    language: str
    attempt: str = ""
    launch: str = ""
    next_sequence: int = 1
    #: keys with which the browser encrypts unsent commits; none where nothing is recorded
    keys: tuple[str, ...] = ()
    #: the learner's closed attempts at the module, of which the device may have unsent commits
    earlier: tuple[str, ...] = ()
    #: the state of sequencing, for a part that is recorded in a package that has it
    sequencing: SequencingSnapshot | None = None

    @property
    def label(self) -> str:
        return self.package.label

    @property
    def is_recorded(self) -> bool:
        return self.kind == LaunchKind.RECORD

    @property
    def shows_previous(self) -> bool:
        return self.sequencing is None or not self.sequencing.hides("previous")

    @property
    def shows_continue(self) -> bool:
        return self.sequencing is None or not self.sequencing.hides("continue")

    @property
    def is_2004(self) -> bool:
        return self.package.standard == PackageStandard.SCORM_2004

    @property
    def choices(self) -> tuple[ContentsLine, ...]:
        """The parts of the package; one alone needs no table of contents."""
        return tuple(entry for entry in self.contents if not entry.is_folder)

    @property
    def position(self) -> int:
        """The number of the part played, from 1."""
        places = (n for n, entry in enumerate(self.choices) if entry.identifier == self.item.identifier)
        return 1 + next(places, 0)

    @property
    def done_count(self) -> int:
        return sum(entry.completion == CompletionStatus.COMPLETED for entry in self.choices)

    @property
    def previous(self) -> ContentsLine | None:
        """The nearest open part before this one."""
        before = [entry for entry in self.choices[: self.position - 1] if entry.is_open]
        return before[-1] if before else None

    @property
    def following(self) -> ContentsLine | None:
        """The part after this one, which may open only when this one is done."""
        return next(iter(self.choices[self.position :]), None)

    def state(self) -> dict[str, Any]:
        """Return what the shell's script reads, without the token, which is in the page's own address."""
        return {
            "kind": self.kind.value,
            "standard": self.package.standard,
            "site": settings.SITE_ORIGIN,
            "attempt": self.attempt,
            "earlier": self.earlier,
            "launch": self.launch,
            "keys": self.keys,
            # one loading of the part: within it cmi.session_time is a running total
            "session": str(uuid.uuid4()),
            "sco": self.item.identifier,
            "isAsset": self.item.kind == ItemKind.ASSET,
            "parts": len(self.choices),
            "content": self._content,
            "seed": self.initial_cmi,
            # milliseconds since the epoch, by which the browser corrects its own clock
            "now": int(timezone.now().timestamp() * 1000),
            "nextSequence": self.next_sequence,
            "sequencing": self.sequencing.for_browser() if self.sequencing else None,
        }

    @property
    def _content(self) -> str:
        """The address of the part's own page, "" between two parts."""
        if self.sequencing is not None and not self.sequencing.stored.delivered:
            return ""
        if self.package.kind == PackageKind.H5P:
            return f"{h5p_prefix(self.label)}?{urlencode({'language': self.language})}"
        return file_prefix(self.label) + launch_path(self.item.href)


def launch_path(href: str) -> str:
    """Return a launch file's relative URL: its path percent-encoded once, query and fragment kept."""
    parts = urlsplit(href)
    return urlunsplit(("", "", quote(parts.path, safe="/%:@!$&'()*+,;=~"), parts.query, parts.fragment))


def shell_for(token: LaunchToken, *, sco: str = "") -> Shell:
    """Return the shell that a token opens; `sco` is the requested part.

    Raises CommitRefused when the launch no longer holds the attempt, TokenRefused when nothing is there.
    """
    if token.kind in {LaunchKind.PREVIEW, LaunchKind.TRIAL}:
        package = Package.objects.filter(pk=token.subject).first()
        if package is None:
            raise TokenRefused
        return _shell(token, package, {}, sco=sco, learner_id="0", learner_name=_("Preview"))
    if token.kind == LaunchKind.REVIEW:
        package_attempts = PackageAttempt.objects.select_related("package", "attempt__person")
        package_attempt = package_attempts.filter(pk=token.subject).first()
        if package_attempt is None:
            raise TokenRefused
        return _shell_of_attempt(token, package_attempt, sco=sco)
    launches = _LAUNCH.rows(launch=token.launch)
    if not launches:
        raise TokenRefused
    launch = launches[0]
    check_holds_lease(launch)
    launch.package_attempt.attempt = launch.attempt
    if launch.package_attempt.package.structure.is_sequenced:
        sequencing = sequencing_snapshot(launch.package_attempt, requested=sco)
        sco = sequencing.item.identifier
    else:
        sequencing = None
    earlier = _EARLIER.rows(person=launch.attempt.person_id, module=launch.attempt.module_id)
    return replace(
        _shell_of_attempt(token, launch.package_attempt, sco=sco, sequencing=sequencing),
        launch=str(launch.uuid),
        keys=tuple(device_keys(launch.attempt.person_id)),
        next_sequence=_first_number(launch),
        earlier=tuple(str(attempt.pk) for attempt in earlier),
    )


def _first_number(launch: Launch) -> int:
    """Return the number of a page's first commit: the milliseconds since its launch began, at least.

    Commits of the page before that have not arrived thereby have lower numbers, which no later page uses
    again, also where the browser stores nothing and the server has not received them. No page commits a
    thousand times a second.
    """
    journalled: int = launch.last_sequence or 0  # type: ignore[attr-defined]  # annotated
    since = timezone.now() - launch.started_at
    return max(journalled + 1, since // dt.timedelta(milliseconds=1))


def _launch() -> QuerySet[Launch]:
    """Return the launch with its related rows, and the number of the last commit in its journal."""
    journal = JournalEntry.objects.filter(launch=OuterRef("pk")).order_by("-sequence")
    return (
        Launch.objects.select_related("attempt__person", "package_attempt__package")
        .defer("package_attempt__package__manifest")
        .filter(pk=Parameter("launch", Launch._meta.pk))
        .annotate(last_sequence=Subquery(journal.values("sequence")[:1]))
    )


def _earlier() -> QuerySet[Attempt]:
    person = Parameter("person", Person._meta.pk)
    closed = Attempt.objects.filter(person=person, module=Parameter("module", Module._meta.pk))
    newest_first = closed.exclude(closed_at=None).order_by("-number")
    return newest_first.only("pk")[:EARLIER_ATTEMPTS]


def _states() -> QuerySet[ScoState]:
    package_attempt = Parameter("package_attempt", PackageAttempt._meta.pk)
    return ScoState.objects.filter(package_attempt=package_attempt)


_LAUNCH = CompiledQuery(_launch)
_EARLIER = CompiledQuery(_earlier)
_STATES = CompiledQuery(_states)


def _shell_of_attempt(
    token: LaunchToken,
    package_attempt: PackageAttempt,
    *,
    sco: str,
    sequencing: SequencingSnapshot | None = None,
) -> Shell:
    person = package_attempt.attempt.person
    return _shell(
        token,
        package_attempt.package,
        {state.sco: state for state in _STATES.rows(package_attempt=package_attempt.pk)},
        sco=sco,
        resume=package_attempt.current_sco,
        learner_id=str(person.pk),
        learner_name=_last_first(person),
        attempt=str(package_attempt.attempt_id),
        sequencing=sequencing,
    )


def _last_first(person: Person) -> str:
    """Return the name as SCORM 1.2 RTE 3.4.4 has it, cmi.core.student_name: last name, first name."""
    return ", ".join(part for part in (person.last_name, person.first_name) if part) or person.username


def _shell(
    token: LaunchToken,
    package: Package,
    states: States,
    *,
    sco: str,
    learner_id: str,
    learner_name: str,
    resume: str = "",
    attempt: str = "",
    sequencing: SequencingSnapshot | None = None,
) -> Shell:
    manifest = package.structure
    # Prerequisites do not apply to previews and reviews.
    all_open = token.kind != LaunchKind.RECORD
    if sequencing is not None:
        item: ManifestItem | None = sequencing.item
    else:
        item = playable_item(manifest, states, requested=sco, resume=resume, all_open=all_open)
    if item is None:
        raise TokenRefused
    state = states.get(item.identifier)
    saved_state = (
        SavedState(state.cmi, state.total_seconds + state.session_seconds, state.exit)
        if state
        else SavedState()
    )
    data_model = initial_cmi(
        standard=package.standard,
        item=item,
        saved_state=saved_state,
        learner_id=learner_id,
        learner_name=learner_name,
        mode=token.kind.mode,
    )
    if sequencing is not None:
        data_model = with_objectives(
            data_model,
            manifest.activity_tree,
            sequencing.state,
            item.identifier,
            set_elements=known_set_elements(state.part) if state else (),
        )
    return Shell(
        kind=token.kind,
        package=package,
        item=item,
        contents=(
            contents_of_sequenced(
                manifest, states, item if sequencing.stored.delivered else None, sequencing.stored.navigation
            )
            if sequencing is not None
            else contents_of(manifest, states, item, all_open=all_open)
        ),
        sequencing=sequencing,
        initial_cmi=data_model,
        language=token.language,
        attempt=attempt,
    )
