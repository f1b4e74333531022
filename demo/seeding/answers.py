"""The answers of the demo's people: attempts with a journal, as the player would have written it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any

from courses.api import ModuleVersion, Package
from demo.building.markdown import plain_text
from demo.catalogues.modules import module
from demo.catalogues.source import Chapter, Course, Language, Screen
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
#: the number of completions of each module that get an attempt: enough for question statistics
ATTEMPTS_A_MODULE = 160
MINUTES = dt.timedelta(minutes=12)


def seed_answers(versions: Mapping[str, ModuleVersion], random: Random) -> int:
    """Store attempts for the newest completions of `versions` (by slug); return their number."""
    by_version = (_generated_attempts(slug, version, random) for slug, version in versions.items())
    attempts = list(chain.from_iterable(by_version))
    Attempt.objects.bulk_create(generated.attempt for generated in attempts)
    PackageAttempt.objects.bulk_create(generated.package_attempt for generated in attempts)
    Launch.objects.bulk_create(generated.launch for generated in attempts)
    # bulk_create sets these to now, but the attempts are from the past years.
    for generated in attempts:
        generated.backdate()
    Attempt.objects.bulk_update([one.attempt for one in attempts], ["started_at"], batch_size=200)
    Launch.objects.bulk_update([one.launch for one in attempts], ["started_at"], batch_size=200)
    JournalEntry.objects.bulk_create(
        (row for generated in attempts for row in generated.journal(random)), 200
    )
    return len(attempts)


def _generated_attempts(slug: str, version: ModuleVersion, random: Random) -> Iterator[GeneratedAttempt]:
    step = next(step for step in version.stored_steps if step.package)
    package = Package.objects.get(pk=step.package or 0)
    course = module(slug).course(Language.SWEDISH)
    ease = {question.id: random.uniform(0.5, 0.97) for question in course.questions()}
    completions = Completion.objects.filter(module_version=version).order_by("-achieved_at", "pk")
    numbers: dict[int, int] = {}
    for completion in reversed(completions.select_related("person")[:ATTEMPTS_A_MODULE]):
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
        package_attempt = PackageAttempt(
            attempt=attempt,
            package=package,
            step_id=step.id,
            completion_status=CompletionStatus.COMPLETED,
            success_status=SuccessStatus.PASSED,
            score_scaled=completion.score,
        )
        yield GeneratedAttempt(attempt, package_attempt, course, ease)


@dataclass
class GeneratedAttempt:
    """A finished attempt of one person at one package."""

    attempt: Attempt
    package_attempt: PackageAttempt
    course: Course
    #: by question, the probability of a right answer
    ease: Mapping[str, float]

    def __post_init__(self) -> None:
        self.launch = Launch(
            uuid=uuid.uuid5(NAMESPACE, str(self.attempt.uuid)),
            attempt=self.attempt,
            package_attempt=self.package_attempt,
            lease=1,
            ended_at=self.attempt.active_at,
            ending=LaunchEnding.FINISHED,
        )

    def backdate(self) -> None:
        self.attempt.started_at = self.launch.started_at = self.attempt.active_at - MINUTES

    def journal(self, random: Random) -> Iterator[JournalEntry]:
        """Yield one commit per chapter, as the player sends it when the content finishes."""
        package = self.package_attempt.package
        sco_chapters = zip(package.structure.scos, self.course.chapters, strict=True)
        for sequence, (sco, chapter) in enumerate(sco_chapters, start=1):
            commit = {
                "sequence": sequence,
                "sco": sco.identifier,
                "trigger": "finish",
                "session": str(uuid.uuid5(self.launch.uuid, sco.identifier)),
                "written_at": int(self.attempt.active_at.timestamp() * 1000),
                "payload": {"cmi": self._cmi(chapter, package.standard, random)},
            }
            text = json.dumps(commit, ensure_ascii=False)
            yield JournalEntry(launch=self.launch, sequence=sequence, sco=sco.identifier, payload=text)

    def _cmi(self, chapter: Chapter, standard: str, random: Random) -> dict[str, Any]:
        answers = [
            (question, *one) for question in chapter.questions for one in self._tries(question, random)
        ]
        interactions = {str(n): _interaction(*answer, standard) for n, answer in enumerate(answers)}
        status = "passed"
        if standard == PackageStandard.SCORM_12:
            return {"core": {"lesson_status": status}, "interactions": interactions}
        return {"completion_status": "completed", "success_status": status, "interactions": interactions}

    def _tries(self, question: Screen, random: Random) -> Iterator[tuple[list[str], float]]:
        """Yield the chosen letters and the seconds of each try until the right one."""
        right = [option.letter for option in question.right_options]
        wrong = [option.letter for option in question.options if not option.is_right]
        while random.random() > self.ease[question.id]:
            # Wrong answers differ in probability.
            tempting = random.choices(wrong, [3**-place for place, _ in enumerate(wrong)])
            yield sorted(tempting + right[1:]), random.lognormvariate(3.0, 0.4)
        yield right, random.lognormvariate(2.8, 0.5)


def _interaction(question: Screen, chosen: list[str], seconds: float, standard: str) -> dict[str, Any]:
    """Return an interaction as `package_runtime/scorm.js` writes it."""
    right = [option.letter for option in question.right_options]
    is_12 = standard == PackageStandard.SCORM_12
    interaction: dict[str, Any] = {
        "id": question.id,
        "type": "choice",
        "correct_responses": {"0": {"pattern": _pattern(right, is_12)}},
        "weighting": "1",
        "student_response" if is_12 else "learner_response": _pattern(chosen, is_12),
        "result": "correct" if chosen == right else "wrong" if is_12 else "incorrect",
        "latency": timespan_of_seconds(seconds) if is_12 else duration_of_seconds(seconds),
    }
    return interaction if is_12 else {**interaction, "description": plain_text(question.title)[:250]}


def _pattern(letters: list[str], is_12: bool) -> str:
    if not is_12:
        return "[,]".join(letters)
    return f"{{{','.join(letters)}}}" if len(letters) > 1 else letters[0]
