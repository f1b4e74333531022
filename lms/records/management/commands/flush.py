"""Django's flush, which empties the whole database, the record included."""

from typing import Any

from django.core.management.commands import flush

from infrastructure.db.api import guards_lifted


class Command(flush.Command):
    """Lift the record's guards for Django's own command, which has asked the operator already."""

    def handle(self, **options: Any) -> None:
        with guards_lifted(reason="manage.py flush", using=options["database"]):
            super().handle(**options)
