"""Send waiting statements to the learning record store now, without a worker."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms.xapi.collecting import collect_all_again, collect_statements
from lms.xapi.delivery.sending import send_refused_again, send_waiting


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all-history",
            action="store_true",
            help="derive all statements from the beginning; the store keeps none twice",
        )
        parser.add_argument("--refused", action="store_true", help="send refused statements again")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.XAPI_ENDPOINT:
            raise CommandError("XAPI_ENDPOINT is not set: there is nowhere to send to.")
        if options["all_history"]:
            collect_all_again()
        if options["refused"]:
            send_refused_again()
        made = collect_statements()
        settled = 0
        while sent := send_waiting(seconds=60.0):
            settled += sent
        self.stdout.write(f"{made} statements made, {settled} settled; see xapi_status for what is left")
