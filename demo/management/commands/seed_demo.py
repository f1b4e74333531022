"""`manage.py seed_demo`: fill the site with demo content."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from demo.seeding.seed import has_other_people, is_complete, seed_demo


class Command(BaseCommand):
    """Adds the missing demo content. Idempotent."""

    help = "Fills the site with demo content: modules, seminars, and a region of invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing where the content is there already, or where others than the demo's people are",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and (has_other_people() or is_complete()):
            return
        if has_other_people():
            raise CommandError("There are people here already. The demo content wants a database of its own.")
        try:
            seed_demo(write=self.stdout.write)
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
