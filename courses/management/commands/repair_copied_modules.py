"""`manage.py repair_copied_modules`: gives copied module pages modules of their own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.modules.repair import find_misplaced_pages, repair_misplaced_pages


class Command(BaseCommand):
    """List the pages that have another page's module; with `--apply` repair them."""

    help = "Lists module pages that have the module of another page. With --apply they are repaired."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Repair what is listed.")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        misplaced = find_misplaced_pages()
        for entry in misplaced:
            target = entry.rightful.slug if entry.rightful else "a new module"
            self.stdout.write(
                f"{entry.page.title} (page {entry.page.pk}): {entry.page.module.slug} -> {target}"
            )
        if not misplaced:
            self.stdout.write("Every module page has its own module. There is nothing to repair.")
        elif not apply:
            self.stdout.write(
                "Nothing was changed. Run the command again with --apply to repair these pages."
            )
        else:
            remaining = repair_misplaced_pages(misplaced)
            self.stdout.write(f"{len(misplaced)} pages were repaired.")
            for module in remaining:
                self.stdout.write(
                    f"{module.slug} has no page any more and is kept: somebody has taken it, and completions "
                    "are never rewritten."
                )
