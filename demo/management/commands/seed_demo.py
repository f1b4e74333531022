"""Fills the site with demo content."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from demo.seeding.seed import is_complete, is_somebody_elses, seed_demo


class Command(BaseCommand):
    """May be run again: it adds what is missing and changes nothing else."""

    help = "Fills the site with demo content: modules, seminars, and a region of invented people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing where the content is there already, or where others than the demo's people are",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and (is_somebody_elses() or is_complete()):
            return
        if is_somebody_elses():
            raise CommandError("There are people here already. The demo content wants a database of its own.")
        try:
            seed_demo(say=self.stdout.write)
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
