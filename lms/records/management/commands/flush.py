"""The `flush` command of Django, with the guards of records lifted."""

from typing import Any

from django.core.management.commands import flush

from infrastructure.db.api import guards_lifted


class Command(flush.Command):
    """Django's own command, run without guards after it has asked the operator for confirmation."""

    def handle(self, **options: Any) -> None:
        with guards_lifted(reason="manage.py flush", using=options["database"]):
            super().handle(**options)
