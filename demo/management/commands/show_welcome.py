"""`manage.py show_welcome`: print the site's address and the demo accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.seeding.accounts import ACCOUNTS, PASSWORD
from people.api import Person


class Command(BaseCommand):
    """The command, which script/server runs before it starts the server."""

    help = "Prints the site's address, and the demo accounts where there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = ["", f"  Närlära: {settings.SITE_ORIGIN}", ""]
        names = [account.username for account in ACCOUNTS]
        existing = set(Person.objects.filter(username__in=names).values_list("username", flat=True))
        if settings.DEMO_CONTENT_ALLOWED and existing:
            lines += [f"  Demokonton, alla med lösenordet {PASSWORD}", ""]
            lines += [f"    {a.username:8}{a.shows}" for a in ACCOUNTS if a.username in existing]
            lines += ["", f"  Utbildarna redigerar på {settings.SITE_ORIGIN}/cms/", ""]
        self.stdout.write("\n".join(lines))
