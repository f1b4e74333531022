"""The rules of completion and score of each content type (decision 0031), and what each may execute."""

from __future__ import annotations

from collections.abc import Iterable

from lms.h5p.enums import CompletionRule
from lms.h5p.structure import LibraryRef

#: types whose rule does not follow from the highest score that they state (H5P's question type contract)
COMPLETION_RULES = {
    # They report a result and state no highest score.
    "H5P.MemoryGame": CompletionRule.RESULT,
    "H5P.Questionnaire": CompletionRule.RESULT,
    # They may state a highest score, and never report a result.
    "H5P.Accordion": CompletionRule.OPENED,
    "H5P.Dialogcards": CompletionRule.OPENED,
    "H5P.Flashcards": CompletionRule.OPENED,
    "H5P.InteractiveBook": CompletionRule.OPENED,
}
#: types with a pass mark of their own, whose result says "passed" or "failed"; others have a score alone
TYPES_WITH_PASS_MARK = frozenset({"H5P.QuestionSet"})
#: libraries that compile code from text, for which the policy of the page allows it
EVALUATING_LIBRARIES = frozenset({"EmbeddedJS"})


def completion_rule(machine_name: str) -> CompletionRule:
    """Return the rule of a content type; those not listed state a highest score if they report."""
    return COMPLETION_RULES.get(machine_name, CompletionRule.SCORED)


def evaluates_text(libraries: Iterable[LibraryRef]) -> bool:
    """Return whether one of the libraries compiles code from text."""
    return any(ref.machine_name in EVALUATING_LIBRARIES for ref in libraries)
