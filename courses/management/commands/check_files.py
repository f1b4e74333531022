"""`manage.py check_files`: compares stored documents, images and packages with their records."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.files.check import check_files


class Command(BaseCommand):
    help = "List documents, images and packages whose files are missing or differ; exits with 1 if any do."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = list(check_files())
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} files are missing or differ. Restore them from a backup.")
        self.stdout.write("All files are as they were recorded.")
