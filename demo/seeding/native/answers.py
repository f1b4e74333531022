"""The answers of the demo's people to native steps, as the site would have recorded them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from courses.api import NATIVE_PART, NativeAnswer, NativeStep, Question
from scorm.api import CompletionStatus, SuccessStatus, duration_of_seconds

RESULTS = {True: "correct", False: "incorrect", None: "neutral"}


class NativeAnswering:
    """The answers with which people complete a step."""

    def __init__(self, content: Any, random: Random) -> None:
        """`content` is the bound block of the step; `random` decides how hard each question is."""
        self.block: NativeStep = content.block
        self.value = content.value
        self.passing_share = self.block.passing_share(self.value)
        questions = self.block.questions(self.value)
        self.ease = {question.id: random.uniform(0.6, 0.97) for question in questions}

    def commits(self, attempt: str, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield one commit with all answers."""
        given = list(self._given(attempt, random))
        interactions = {
            str(number): _interaction(question, answer, random)
            for number, (question, answer) in enumerate(given)
        }
        outcome = self.block.outcome(self.value, [answer for _question, answer in given])
        cmi = {"completion_status": CompletionStatus.COMPLETED.value, "interactions": interactions}
        if outcome.is_passed:
            cmi["success_status"] = SuccessStatus.PASSED.value
        if outcome.score is not None:
            cmi["score"] = {"scaled": f"{outcome.score:.4g}"}
        yield NATIVE_PART, cmi

    def _given(self, seed: str, random: Random) -> Iterator[tuple[Question, NativeAnswer]]:
        """Yield answers until the step is completed."""
        answers: list[NativeAnswer] = []
        while not self.block.outcome(self.value, answers).is_completed:
            sheet = self.block.sheet(self.value, answers, seed, again=True)
            for question in sheet.questions:
                for answer in self._tries(question, random, may_repeat=not sheet.is_one_form):
                    answers.append(answer)
                    yield question, answer

    def _tries(self, question: Question, random: Random, *, may_repeat: bool) -> Iterator[NativeAnswer]:
        """Yield an answer, and where it may be repeated those until the right one."""
        is_right = random.random() < self.ease[question.id]
        answer = _graded(question, _response(question, random, is_right=is_right))
        yield answer
        if may_repeat and answer.is_right is False:
            yield from self._tries(question, random, may_repeat=True)


def _graded(question: Question, response: str) -> NativeAnswer:
    grade = question.block.grade(question.value, response)
    return NativeAnswer(question.id, response, grade.is_right, grade.score)


def _response(question: Question, random: Random, *, is_right: bool) -> str:
    """Return a right answer, or one that is mostly wrong."""
    block, value = question.block, question.value
    right = next(iter(block.patterns(value)), "")
    if is_right and right:
        return right
    items = [item.id for item in block.items(value)]
    match block.interaction_type:
        case "choice":
            chosen = right.split("[,]")
            others = [item for item in items if item not in chosen]
            wrong = {random.choice(others or items), *chosen[1:]}
            return "[,]".join(item for item in items if item in wrong)
        case "sequencing":
            return "[,]".join(random.sample(items, len(items)))
        case "matching":
            pairs = [pair.split("[.]") for pair in right.split("[,]")]
            partners = random.sample([partner for _item, partner in pairs], len(pairs))
            return "[,]".join(
                f"{item}[.]{partner}" for (item, _right), partner in zip(pairs, partners, strict=True)
            )
        case "true-false":
            return "false" if right == "true" else "true"
    return right


def _interaction(question: Question, answer: NativeAnswer, random: Random) -> dict[str, Any]:
    """Return an interaction as lms/runtimes/native records it."""
    patterns = question.block.patterns(question.value)
    return {
        "id": question.id,
        "type": question.block.interaction_type,
        "learner_response": answer.response,
        "description": question.value["prompt"],
        "result": RESULTS[answer.is_right],
        "correct_responses": {str(number): {"pattern": one} for number, one in enumerate(patterns)},
        "latency": duration_of_seconds(random.lognormvariate(2.8, 0.5)),
    }
