"""Background tasks of statistics of questions."""

from django_tasks import task

from lms.question_statistics.counting.actions import project_answers
from lms.question_statistics.counting.publication import publish_questions


@task(queue_name="slow")
def count_answers() -> int:
    """Project new answers and publish the figures that are due, as every night."""
    count = project_answers()
    publish_questions()
    return count
