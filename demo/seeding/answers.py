"""The answers of the demo's people: attempts with a journal, as the player would have written it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any

from courses.api import ModuleVersion, NativeStep, Package, find_frozen_step
from demo.building.markdown import plain_text
from demo.catalogues.modules import module
from demo.catalogues.source import Chapter, Course, Form, Language, Screen
from demo.seeding.native.answers import NativeAnswering
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
#: the same of a module whose steps have a package each
NATIVE_ATTEMPTS = 60
MINUTES = dt.timedelta(minutes=12)


def seed_answers(versions: Mapping[str, ModuleVersion], random: Random) -> int:
    """Store attempts for the newest completions of `versions` (by slug); return their number."""
    by_version = (_generated_attempts(slug, version, random) for slug, version in versions.items())
    attempts = list(chain.from_iterable(by_version))
    played = [one for generated in attempts for one in generated.played]
    Attempt.objects.bulk_create(generated.attempt for generated in attempts)
    PackageAttempt.objects.bulk_create((one.package_attempt for one in played), 200)
    Launch.objects.bulk_create((one.launch for one in played), 200)
    # bulk_create sets these to now, but the attempts are from the past years.
    for generated in attempts:
        generated.backdate()
    Attempt.objects.bulk_update([one.attempt for one in attempts], ["started_at"], batch_size=200)
    Launch.objects.bulk_update([one.launch for one in played], ["started_at"], batch_size=200)
    JournalEntry.objects.bulk_create((row for one in played for row in one.journal(random)), 200)
    return len(attempts)


def _generated_attempts(slug: str, version: ModuleVersion, random: Random) -> Iterator[GeneratedAttempt]:
    playable = list(_playable_steps(slug, version, random))
    completions = Completion.objects.filter(module_version=version).order_by("-achieved_at", "pk")
    numbers: dict[int, int] = {}
    number_of_attempts = NATIVE_ATTEMPTS if module(slug).form is Form.NATIVE else ATTEMPTS_A_MODULE
    for completion in reversed(completions.select_related("person")[:number_of_attempts]):
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
            lease=len(playable),
        )
        played = [step.play(attempt, lease, completion.score) for lease, step in enumerate(playable, start=1)]
        yield GeneratedAttempt(attempt, played)


def _playable_steps(slug: str, version: ModuleVersion, random: Random) -> Iterator[PlayableStep]:
    """Yield the steps of a version that have a package."""
    steps = {step.id: step.package for step in version.stored_steps if step.package}
    packages = Package.objects.in_bulk(steps.values())
    course = module(slug).course(Language.SWEDISH)
    ease = {question.id: random.uniform(0.5, 0.97) for question in course.questions()}
    for step_id, key in steps.items():
        content = find_frozen_step(version, step_id)
        if content is not None and isinstance(content.block, NativeStep):
            answering = NativeAnswering(content, random)
            yield PlayableStep(step_id, packages[key], answering.commits, answering.passing_share)
        else:
            chapters = ChapterCommits(packages[key], course, ease)
            yield PlayableStep(step_id, packages[key], chapters.commits, passing_share=1.0)


@dataclass(frozen=True)
class PlayableStep:
    """A step with a package, and the commits with which people complete it."""

    step_id: str
    package: Package
    #: the SCO and the data model of each commit, for the UUID of an attempt
    commits: Callable[[str, Random], Iterable[tuple[str, dict[str, Any]]]]
    #: None for a step that nobody can fail
    passing_share: float | None

    def play(self, attempt: Attempt, lease: int, score: float | None) -> Played:
        is_graded = self.passing_share is not None
        package_attempt = PackageAttempt(
            attempt=attempt,
            package=self.package,
            step_id=self.step_id,
            completion_status=CompletionStatus.COMPLETED,
            success_status=SuccessStatus.PASSED if is_graded else SuccessStatus.UNKNOWN,
            score_scaled=score if is_graded else None,
        )
        return Played(self, attempt, package_attempt, lease)


@dataclass
class GeneratedAttempt:
    """A finished attempt of one person."""

    attempt: Attempt
    played: list[Played]

    def backdate(self) -> None:
        self.attempt.started_at = self.attempt.active_at - MINUTES
        for played in self.played:
            played.launch.started_at = self.attempt.started_at


@dataclass
class Played:
    """One person's only launch of a step."""

    step: PlayableStep
    attempt: Attempt
    package_attempt: PackageAttempt
    lease: int

    def __post_init__(self) -> None:
        self.launch = Launch(
            uuid=uuid.uuid5(NAMESPACE, f"{self.attempt.uuid}/{self.lease}"),
            attempt=self.attempt,
            package_attempt=self.package_attempt,
            lease=self.lease,
            ended_at=self.attempt.active_at,
            ending=LaunchEnding.FINISHED,
        )

    def journal(self, random: Random) -> Iterator[JournalEntry]:
        commits = self.step.commits(str(self.attempt.uuid), random)
        for sequence, (sco, cmi) in enumerate(commits, start=1):
            commit = {
                "sequence": sequence,
                "sco": sco,
                "trigger": "finish",
                "session": str(uuid.uuid5(self.launch.uuid, sco)),
                "written_at": int(self.attempt.active_at.timestamp() * 1000),
                "payload": {"cmi": cmi},
            }
            text = json.dumps(commit, ensure_ascii=False)
            yield JournalEntry(launch=self.launch, sequence=sequence, sco=sco, payload=text)


@dataclass(frozen=True)
class ChapterCommits:
    """The commits of a built package: one per chapter, as the player sends it when the content finishes."""

    package: Package
    course: Course
    #: by question, the probability of a right answer
    ease: Mapping[str, float]

    def commits(self, attempt: str, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
        for sco, chapter in zip(self.package.structure.scos, self.course.chapters, strict=True):
            yield sco.identifier, self._cmi(chapter, self.package.standard, random)

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
