"""The right answers, for browser tests that take a module as a learner would."""

from demo.catalogue import module
from demo.markdown import plain_text


def right_answers(slug: str, language: str = "sv") -> list[list[str]]:
    """The right options' texts, as the learner sees them, for each question in the order of the screens."""
    return [
        [plain_text(option.text) for option in question.right_options]
        for question in module(slug).course(language).questions()
    ]


def wrong_answers(slug: str, language: str = "sv") -> list[list[str]]:
    """As many options as each question asks for, one of them wrong: a try that scores nothing."""
    return [
        [plain_text(option.text) for option in question.options if not option.is_right][:1]
        + [plain_text(option.text) for option in question.right_options][1:]
        for question in module(slug).course(language).questions()
    ]
