"""Rebuild the ledger of figures. Run it once a night; it blocks neither learners nor readers."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from lms.reports.projection.ledger import DETAILED_FROM, rebuild_ledger


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--detailed-from",
            type=int,
            default=DETAILED_FROM,
            help="units with fewer employments than this are computed on request (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        entries = rebuild_ledger(detailed_from=options["detailed_from"])
        self.stdout.write(f"{entries} entries in {time.monotonic() - started:.1f} s")
