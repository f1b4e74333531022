"""Print the delivery status of statements; exit with 1 if statements are refused or failing."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.xapi.enums import DeliveryState
from lms.xapi.models import Statement
from lms.xapi.queries import sending_status


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--refused", type=int, default=5, metavar="N", help="show the N newest refused")

    def handle(self, *args: Any, **options: Any) -> None:
        status = sending_status()
        self.stdout.write(f"store:    {settings.XAPI_ENDPOINT or 'none: XAPI_ENDPOINT is not set'}")
        since = f", the oldest since {status.waiting_since:%Y-%m-%d %H:%M}" if status.waiting_since else ""
        self.stdout.write(f"waiting:  {status.waiting}{since}; not read yet: {status.unread}")
        last = f", last {status.sender.sent_at:%Y-%m-%d %H:%M}" if status.sender.sent_at else ""
        self.stdout.write(f"sent:     {status.sent} of the last days{last}")
        self.stdout.write(f"refused:  {status.refused}")
        if status.sender.failures and status.sender.try_at:
            again = f"{status.sender.try_at:%Y-%m-%d %H:%M:%S}"
            self.stdout.write(
                f"failing:  {status.sender.failures} in a row, again at {again}: {status.sender.failure}"
            )
        refused = Statement.objects.filter(state=DeliveryState.REFUSED).order_by("-pk")
        for statement in refused[: options["refused"]]:
            self.stdout.write(
                f"  {statement.statement_id} {statement.body['verb']['id']}: {statement.answer}"
            )
        if status.refused or status.sender.failures:
            sys.exit(1)
