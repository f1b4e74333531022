"""`manage.py sweep`: remove the remains of killed imports. Run at every start; safe at any time."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from content_import.h5p.installing import sweep_unfinished_installations
from content_import.packages.actions import sweep_unfinished_imports


class Command(BaseCommand):
    help = "Remove what imports that were killed left behind. Imports that run are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep_unfinished_imports() + sweep_unfinished_installations()
        if swept:
            message = ngettext(
                "Removed %(count)s unfinished import.", "Removed %(count)s unfinished imports.", swept
            )
            self.stdout.write(message % {"count": swept})
