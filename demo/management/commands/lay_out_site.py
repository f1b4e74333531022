"""`manage.py lay_out_site`: create the first pages of an empty installation."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from courses.api import lay_out_site
from demo.information import publish_information


class Command(BaseCommand):
    """Creates missing pages without demo content. Idempotent."""

    help = (
        "Creates the start page, the catalogue, the list of seminars, and the pages about accessibility "
        "and personal data, in both languages."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--responsible-body",
            default="",
            help="Who answers by law for the accessibility of the site, as the statement names it.",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        origin = urlsplit(settings.SITE_ORIGIN)
        port = origin.port or (443 if origin.scheme == "https" else 80)
        lay_out_site(hostname=origin.hostname or "localhost", port=port)
        publish_information(responsible_body=options["responsible_body"])
        self.stdout.write(f"Laid out. Now: manage.py createsuperuser, and sign in at {settings.SITE_ORIGIN}")
