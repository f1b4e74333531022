"""SCORM 2004 packages with sequencing, and a learner who plays them without a browser."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.models import Package
from courses.models.package import _structures
from lms.attempts.models import Launch, PackageAttempt, SequencingState
from lms.runtimes.scorm.commits.actions import CommitResult, process_commit
from lms.runtimes.scorm.navigation.actions import Navigated, navigate
from scorm.enums import ItemKind
from tests.factories.packages import SCORM_2004, Folder, Sco, make_package
from tests.factories.tracking import make_launch, relaunch

FLOW = '<imsss:controlMode choice="true" flow="true"/>'

#: folders within folders; an import takes sixty (limits.py)
DEEP = 300


def sequencing(*inside: str) -> str:
    return f"<imsss:sequencing>{''.join(inside)}</imsss:sequencing>"


def rule(
    kind: str, action: str, condition: str, *, operator: str = "noOp", of: str = "", threshold: str = ""
) -> str:
    """One rule of a kind ("preCondition" …), alone in its imsss:sequencingRules."""
    attributes = f' referencedObjective="{of}"' if of else ""
    attributes += f' measureThreshold="{threshold}"' if threshold else ""
    return (
        f"<imsss:sequencingRules><imsss:{kind}Rule><imsss:ruleConditions>"
        f'<imsss:ruleCondition condition="{condition}" operator="{operator}"{attributes}/>'
        "</imsss:ruleConditions>"
        f'<imsss:ruleAction action="{action}"/></imsss:{kind}Rule></imsss:sequencingRules>'
    )


def objective(identifier: str, *maps: str, primary: bool = False, minimum: str = "") -> str:
    name = "primaryObjective" if primary else "objective"
    by_measure = ' satisfiedByMeasure="true"' if minimum else ""
    measure = f"<imsss:minNormalizedMeasure>{minimum}</imsss:minNormalizedMeasure>" if minimum else ""
    return f'<imsss:{name} objectiveID="{identifier}"{by_measure}>{measure}{"".join(maps)}</imsss:{name}>'


def objectives(*inside: str) -> str:
    return f"<imsss:objectives>{''.join(inside)}</imsss:objectives>"


def mapped(target: str, *, writes: bool) -> str:
    return (
        f'<imsss:mapInfo targetObjectiveID="{target}" readSatisfiedStatus="{str(not writes).lower()}"'
        f' writeSatisfiedStatus="{str(writes).lower()}"/>'
    )


def sequenced_package(
    *items: Sco | Folder, control: str = FLOW, extra: str = "", **options: object
) -> Package:
    return make_package(items, standard=SCORM_2004, organization_extra=sequencing(control, extra), **options)


def deep_package() -> Package:
    """A package whose parts lie in folders within folders, deeper than an import takes."""
    package = sequenced_package(Sco("a"), Sco("b"))
    items = package.manifest["items"]
    for number in range(DEEP):
        folder = {"identifier": f"mapp-{number}", "title": "Mapp", "kind": ItemKind.FOLDER}
        items = [{**folder, "sequencing": package.manifest["sequencing"], "children": items}]
    package.manifest = {**package.manifest, "items": items}
    Package.objects.filter(pk=package.pk).update(manifest=package.manifest)
    # What a process has read of a ready package it keeps, since no import changes it.
    _structures.pop(package.label, None)
    return package


@dataclass
class Player:
    """A learner at a package, who sends the commits of content and the navigation requests of the shell."""

    launch: Launch
    sequence: int = 0
    session: uuid.UUID = field(default_factory=uuid.uuid4)

    @classmethod
    def of(cls, package: Package) -> Player:
        return cls(make_launch(package))

    @property
    def at(self) -> SequencingState:
        return SequencingState.objects.get(package_attempt=self.launch.package_attempt)

    @property
    def part(self) -> str:
        return self.at.delivered

    @property
    def outcome(self) -> tuple[str, str, float | None]:
        package = PackageAttempt.objects.get(pk=self.launch.package_attempt_id)
        return package.completion_status, package.success_status, package.score_scaled

    @property
    def open_parts(self) -> list[str]:
        return [part["id"] for part in self.at.navigation["parts"] if part["open"] and "folder" not in part]

    @property
    def states(self) -> dict[str, str]:
        """How the table of contents shows each item."""
        return {
            part["id"]: "open" if part["open"] else "hidden" if part["hidden"] else "locked"
            for part in self.at.navigation["parts"]
        }

    def commit(
        self,
        *,
        trigger: str = "content",
        part: str = "",
        stores: dict[str, str] | None = None,
        sets: Iterable[str] | None = None,
        request: str = "",
        **cmi: Any,
    ) -> CommitResult:
        """Commit the whole state of the part, as a full-state commit does; `score` is the scaled one.

        `sets` are the elements that content has set, None for a page that does not say so; `request` is
        adl.nav.request.
        """
        if "score" in cmi:
            cmi["score"] = {"scaled": str(cmi["score"])}
        self.sequence += 1
        data = {
            "sequence": self.sequence,
            "sco": part or self.part,
            "trigger": trigger,
            "session": str(self.session),
            "payload": {"cmi": cmi}
            | ({"stores": stores} if stores else {})
            | ({} if sets is None else {"set": [f"cmi.{element}" for element in sets]})
            | ({"request": request} if request else {}),
        }
        return process_commit(launch=self.launch.pk, body=json.dumps(data).encode())

    def navigate(self, request: str = "", target: str = "", *, written: str | None = None) -> Navigated:
        """Send a navigation request as the shown page would; `written` is content's adl.nav.request."""
        after = self.at.navigations
        answer = navigate(launch=self.launch.pk, request=request, target=target, written=written, after=after)
        self.session = uuid.uuid4()
        return answer

    def finish(self, request: str, target: str = "", **cmi: Any) -> Navigated:
        """Finish the part with those elements, and send a navigation request."""
        self.commit(trigger="finish", **{"exit": "", **cmi})
        return self.navigate(request, target)

    def reopen(self) -> None:
        """Open the module again after its page was closed."""
        self.launch = relaunch(self.launch.attempt)
        self.sequence, self.session = 0, uuid.uuid4()


DONE = {"completion_status": "completed", "success_status": "passed"}
FAILED = {"completion_status": "completed", "success_status": "failed"}
