"""Work on packages that nobody needs to wait for."""

from django_tasks import task

from content_import import actions


@task()
def sweep_unfinished_imports() -> int:
    """Remove what killed imports left behind; return how many there were."""
    return actions.sweep_unfinished_imports()
