"""Counting answers behind the learners' backs."""

from django_tasks import task

from lms.question_statistics.counting.actions import fold_answers
from lms.question_statistics.counting.publication import publish_questions


@task(queue_name="slow")
def count_answers() -> int:
    """Count what has been answered since last time and publish what is due, as every night."""
    folded = fold_answers()
    publish_questions()
    return folded
