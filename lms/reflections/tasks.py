"""Nightly tasks of reflections."""

from django_tasks import task

from lms.reflections.actions import delete_empty_reflections


@task()
def forget_empty_reflections() -> int:
    """Delete the rows that have been without text for hours; return how many."""
    return delete_empty_reflections()
