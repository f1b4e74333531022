"""`manage.py import_modules FILE`: import the modules of a backup as drafts."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from content_import.api import PackageArchive, PackageRefused
from lms.export.backup.importing import ImportModules
from lms.export.backup.layer_plan import left_out_layers
from lms.export.backup.plan import ImportPlan, plan_import
from lms.export.exceptions import ImportRefused
from people.api import Municipality


class Command(BaseCommand):
    help = "Import the modules of a backup as drafts, which trainers look at and publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the ZIP file of export_modules")
        parser.add_argument("--owner", metavar="CODE", help="the municipality's code; shared when left out")
        parser.add_argument("--as-copies", action="store_true", help="give new slugs where theirs are taken")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": file})
        owner = self.municipality_with(options["owner"])
        plan = self.plan(file, as_copies=options["as_copies"])
        if plan.known is not None:
            self.stdout.write(_("This backup was imported before. Nothing was stored."))
            return
        if plan.problems:
            raise CommandError(format_problems(plan.problems))
        self.show(plan)
        for notice in [*plan.notices, *left_out_layers(plan.layers, owner)]:
            self.stdout.write(f"- {notice}")
        if options["dry_run"]:
            self.stdout.write(_("Nothing was stored."))
            return
        try:
            ImportModules(archive=file, owner=owner, as_copies=options["as_copies"], by=None).run()
        except ImportRefused as refused:
            raise CommandError(format_problems(refused.problems)) from None
        self.stdout.write(_("Imported as drafts. Look at them in the list of modules, and publish them."))

    def plan(self, file: Path, *, as_copies: bool) -> ImportPlan:
        try:
            with file.open("rb") as stream, PackageArchive(stream) as archive:
                return plan_import(archive, as_copies=as_copies)
        except PackageRefused as refused:
            raise CommandError(format_problems([problem.message for problem in refused.problems])) from None

    def show(self, plan: ImportPlan) -> None:
        for module in plan.modules:
            values = {
                "title": module.pages[0].revisions[-1].fields["title"] if module.pages else module.slug,
                "languages": ", ".join(page.language for page in module.pages),
                "revisions": sum(len(page.revisions) for page in module.pages),
                "layers": ", ".join(layer.place for layer in module.layers) or "–",
            }
            line = _("“%(title)s” (%(languages)s), %(revisions)s revisions, local content: %(layers)s")
            self.stdout.write(line % values)
        numbers = {kind: len(files) for kind, files in plan.files.items()}
        self.stdout.write(
            _(
                "%(images)s pictures, %(documents)s documents, %(recordings)s films and sounds, "
                "%(packages)s packages"
            )
            % numbers
        )

    def municipality_with(self, code: str | None) -> Municipality | None:
        if not code:
            return None
        owner = Municipality.objects.filter(code=code).first()
        if owner is None:
            raise CommandError(_("No municipality has the code %(code)s.") % {"code": code})
        return owner


def format_problems(problems: Sequence[str]) -> str:
    return _("The backup can't be imported:") + "".join(f"\n- {problem}" for problem in problems)
