"""Project new answers from the journal, and publish the figures that are due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lms.question_statistics.counting.actions import delete_answers, project_answers
from lms.question_statistics.counting.publication import publish_questions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="count everything anew from the journal")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            delete_answers()
        count = project_answers()
        self.stdout.write(f"{count} commits read, {publish_questions()} packages published")
