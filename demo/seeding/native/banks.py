"""The question banks of native modules, taken in from files of questions."""

from pathlib import Path

from content_import.api import raw_of, read_questions
from courses.api import CreateQuestionBank, QuestionBank
from demo.catalogues.source import SourceError


def bank_key(path: Path, title: str) -> int:
    """Return the primary key of the shared bank of that title, which is made of the file unless it exists.

    Raises SourceError for a file with a question that can't be taken in.
    """
    existing = QuestionBank.objects.filter(title=title, owner=None).first()
    if existing is not None:
        return int(existing.pk)
    file = read_questions(path.read_bytes())
    if file.left_out:
        raise SourceError(f"{path.name}, {left.where}: {left.reason}" for left in file.left_out)
    questions = [raw_of(question) for question in file.questions]
    return int(CreateQuestionBank(title=title, owner=None, questions=questions, by=None).run().pk)
