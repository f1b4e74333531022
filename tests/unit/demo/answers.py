"""Right and wrong answers to the demo modules' questions, for tests of the demo modules."""

from demo.building.markdown import plain_text
from demo.catalogues.modules import module


def right_answers(slug: str, language: str = "sv") -> list[list[str]]:
    """Return the texts of the right options of each question, in the order of the screens."""
    return [
        [plain_text(option.text) for option in question.right_options]
        for question in module(slug).course(language).questions()
    ]


def wrong_answers(slug: str, language: str = "sv") -> list[list[str]]:
    """Return the required number of options of each question with one wrong, which scores 0."""
    return [
        [plain_text(option.text) for option in question.options if not option.is_right][:1]
        + [plain_text(option.text) for option in question.right_options][1:]
        for question in module(slug).course(language).questions()
    ]
