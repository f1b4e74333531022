"""How the demo's people answered: attempts with a journal, as playing the packages would have left them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from courses.api import ModuleVersion, Package, StepKind
from demo.catalogue import module
from demo.enums import Language
from demo.markdown import plain_text
from demo.source import Chapter, Course, Screen
from lms.attempts.api import Attempt, JournalEntry, Launch, LaunchEnding, PackageAttempt
from lms.records.api import Completion
from scorm.api import (
    CompletionStatus,
    PackageStandard,
    SuccessStatus,
    duration_of_seconds,
    timespan_of_seconds,
)

NAMESPACE = uuid.UUID("0f2b7c1e-3d5a-5c7e-8f90-5a4d7c6b2e11")
#: the newest completions of each module that get an attempt of their own: enough to see what is hard
EACH = 160
MINUTES = dt.timedelta(minutes=12)


def seed_answers(versions: Mapping[str, ModuleVersion], random: Random) -> int:
    """Write attempts for the newest completions of `versions` (by slug); return how many."""
    played = [play for slug, version in versions.items() for play in _plays(slug, version, random)]
    Attempt.objects.bulk_create(play.attempt for play in played)
    PackageAttempt.objects.bulk_create(play.package_attempt for play in played)
    Launch.objects.bulk_create(play.launch for play in played)
    # Creating sets these to now, and the demo's people have learned for years.
    Attempt.objects.bulk_update([play.begun() for play in played], ["started_at"], batch_size=200)
    Launch.objects.bulk_update([play.opened() for play in played], ["started_at"], batch_size=200)
    JournalEntry.objects.bulk_create((entry for play in played for entry in play.journal(random)), 200)
    return len(played)


def _plays(slug: str, version: ModuleVersion, random: Random) -> Iterator[Play]:
    step = next(step for step in version.steps if step["kind"] == StepKind.PACKAGE)
    package = Package.objects.get(pk=step["package"])
    course = module(slug).course(Language.SWEDISH)
    hardness = {question.id: random.uniform(0.5, 0.97) for question in course.questions()}
    completions = Completion.objects.filter(module_version=version).order_by("-achieved_at", "pk")
    numbers: dict[int, int] = {}
    for completion in reversed(completions.select_related("person")[:EACH]):
        numbers[completion.person_id] = numbers.get(completion.person_id, 0) + 1
        attempt = Attempt(
            uuid=completion.attempt_uuid,
            person=completion.person,
            module_id=version.module_id,
            module_version=version,
            number=numbers[completion.person_id],
            active_at=completion.achieved_at,
            closed_at=completion.achieved_at,
            completion=completion,
            lease=1,
        )
        taken = PackageAttempt(
            attempt=attempt,
            package=package,
            step_id=step["id"],
            completion_status=CompletionStatus.COMPLETED,
            success_status=SuccessStatus.PASSED,
            score_scaled=completion.score,
        )
        yield Play(attempt, taken, course, hardness)


@dataclass
class Play:
    """One person taking one package, from its beginning to its end."""

    attempt: Attempt
    package_attempt: PackageAttempt
    course: Course
    #: by question, how likely it is that somebody gets it right at once
    hardness: Mapping[str, float]

    def __post_init__(self) -> None:
        self.launch = Launch(
            uuid=uuid.uuid5(NAMESPACE, str(self.attempt.uuid)),
            attempt=self.attempt,
            package_attempt=self.package_attempt,
            lease=1,
            ended_at=self.attempt.active_at,
            ending=LaunchEnding.FINISHED,
        )

    def begun(self) -> Attempt:
        self.attempt.started_at = self.attempt.active_at - MINUTES
        return self.attempt

    def opened(self) -> Launch:
        self.launch.started_at = self.attempt.active_at - MINUTES
        return self.launch

    def journal(self, random: Random) -> Iterator[JournalEntry]:
        """One commit a chapter, as the player sends it when the content finishes."""
        package = self.package_attempt.package
        parts = zip(package.structure.scos, self.course.chapters, strict=True)
        for sequence, (part, chapter) in enumerate(parts, start=1):
            commit = {
                "sequence": sequence,
                "sco": part.identifier,
                "trigger": "finish",
                "session": str(uuid.uuid5(self.launch.uuid, part.identifier)),
                "written_at": int(self.attempt.active_at.timestamp() * 1000),
                "payload": {"cmi": self._cmi(chapter, package.standard, random)},
            }
            text = json.dumps(commit, ensure_ascii=False)
            yield JournalEntry(launch=self.launch, sequence=sequence, sco=part.identifier, payload=text)

    def _cmi(self, chapter: Chapter, standard: str, random: Random) -> dict[str, Any]:
        tried = [(question, *one) for question in chapter.questions for one in self._tries(question, random)]
        interactions = {str(n): _interaction(*one, standard) for n, one in enumerate(tried)}
        status = "passed"
        if standard == PackageStandard.SCORM_12:
            return {"core": {"lesson_status": status}, "interactions": interactions}
        return {"completion_status": "completed", "success_status": status, "interactions": interactions}

    def _tries(self, question: Screen, random: Random) -> Iterator[tuple[list[str], float]]:
        """The letters chosen and the seconds taken, until it was right."""
        right = [option.letter for option in question.right_options]
        wrong = [option.letter for option in question.options if not option.is_right]
        while random.random() > self.hardness[question.id]:
            # One wrong answer is more tempting than the others.
            tempting = random.choices(wrong, [3**-place for place, _ in enumerate(wrong)])
            yield sorted(tempting + right[1:]), random.lognormvariate(3.0, 0.4)
        yield right, random.lognormvariate(2.8, 0.5)


def _interaction(question: Screen, chosen: list[str], seconds: float, standard: str) -> dict[str, Any]:
    """As `package_runtime/scorm.js` writes it."""
    right = [option.letter for option in question.right_options]
    is_12 = standard == PackageStandard.SCORM_12
    told: dict[str, Any] = {
        "id": question.id,
        "type": "choice",
        "correct_responses": {"0": {"pattern": _letters(right, is_12)}},
        "weighting": "1",
        "student_response" if is_12 else "learner_response": _letters(chosen, is_12),
        "result": "correct" if chosen == right else "wrong" if is_12 else "incorrect",
        "latency": timespan_of_seconds(seconds) if is_12 else duration_of_seconds(seconds),
    }
    return told if is_12 else {**told, "description": plain_text(question.title)[:250]}


def _letters(letters: list[str], is_12: bool) -> str:
    if not is_12:
        return "[,]".join(letters)
    return f"{{{','.join(letters)}}}" if len(letters) > 1 else letters[0]
