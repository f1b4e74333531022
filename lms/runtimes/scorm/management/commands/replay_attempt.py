"""manage.py replay_attempt ID [--restore]: rebuild an attempt's state from its journal and compare it."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import Truncator

from lms.attempts.api import Attempt
from lms.runtimes.scorm.replay.actions import Difference, rebuild_attempt, restore_attempt


class Command(BaseCommand):
    help = "Rebuilds an attempt's state from its journal and compares it with what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("attempt", help="the attempt's UUID, as the launch history shows it")
        parser.add_argument("--restore", action="store_true", help="store what the journal says")

    def handle(self, *args: Any, **options: Any) -> None:
        attempt = self._find(options["attempt"])
        rebuilt = restore_attempt(attempt=attempt) if options["restore"] else rebuild_attempt(attempt)
        for package in rebuilt.packages:
            if package.digests:
                self.stdout.write(
                    f"{package.stored.step_id}: {package.digests} commits beyond their budget have a digest "
                    "alone, left as it is."
                )
            elif not package.is_known:
                self.stdout.write(
                    f"{package.stored.step_id}: begun before navigations were journalled, left as it is."
                )
        for difference in rebuilt.differences:
            self.stdout.write(self._line(difference))
        count = len(rebuilt.differences)
        if not count:
            self.stdout.write(f"{rebuilt.entries} commits make just what is stored.")
        elif options["restore"]:
            self.stdout.write(f"{count} differences mended from {rebuilt.entries} commits.")
        else:
            raise CommandError(
                f"{count} difference{'s' if count > 1 else ''}. --restore stores what the journal says."
            )

    @staticmethod
    def _find(identifier: str) -> Attempt:
        try:
            return Attempt.objects.select_related("module_version").get(pk=UUID(identifier))
        except (ValueError, Attempt.DoesNotExist):
            raise CommandError(f"There is no attempt {identifier!r}.") from None

    @staticmethod
    def _line(difference: Difference) -> str:
        place = " ".join(word for word in (difference.step_id, difference.sco) if word) or "the attempt"
        stored, rebuilt = (_short(value) for value in (difference.stored, difference.rebuilt))
        return f"{place}: {difference.field} is {stored}, rebuilt {rebuilt}"


def _short(value: object) -> str:
    """Return at most 200 characters: an engine's whole state is thousands of characters long."""
    return Truncator(repr(value)).chars(200)
