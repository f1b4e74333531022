"""`manage.py run_worker`: runs the tasks of the queues, one process a queue."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from infrastructure.tasks.workers import run_tasks, supervise


class Command(BaseCommand):
    help = "Do what is in the task queue, and the night's work, until stopped."
    requires_system_checks = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--queue", action="append", choices=settings.TASK_QUEUES, help="default: all")
        parser.add_argument("--until-empty", action="store_true", help="do what there is, then end")
        parser.add_argument("--with-parent", action="store_true", help="end when the parent ends")

    def handle(self, *args: Any, **options: Any) -> None:
        queues = options["queue"] or settings.TASK_QUEUES
        if options["until_empty"]:
            run_tasks(queues, until_empty=True)
        else:
            supervise(queues, with_parent=options["with_parent"])
