"""Public names of lms.question_statistics."""

from lms.question_statistics.counting.actions import project_answers
from lms.question_statistics.counting.publication import publish_questions
