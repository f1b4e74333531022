"""`manage.py install_h5p_libraries FILE.h5p`: install the H5P libraries of an archive for the whole site."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from content_import.exceptions import PackageRefused, Problem
from content_import.h5p.installing import InstallPlan, install_libraries, plan_libraries
from content_import.h5p.reading import LibraryFolder


class Command(BaseCommand):
    help = (
        "Install the H5P libraries that are in an archive, for the whole site. They are code that runs for "
        "every learner: install them only from a source that you trust."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an h5p file, of which the content is left out")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": options["file"]})
        if options["dry_run"]:
            plan = plan_libraries(archive=options["file"])
            if not plan.is_sound:
                raise CommandError(format_problems(plan.problems))
            self.show(plan, _("Would install %(library)s, %(size)s"), _("Nothing was stored."))
            return
        try:
            plan = install_libraries(archive=options["file"])
        except PackageRefused as refusal:
            raise CommandError(format_problems(refusal.problems)) from None
        summary = _("%(new)s libraries installed, %(known)s were installed before.")
        numbers = {"new": len(plan.new), "known": len(plan.known) + len(plan.altered)}
        self.show(plan, _("Installed %(library)s, %(size)s"), summary % numbers)

    def show(self, plan: InstallPlan, new: str, summary: str) -> None:
        for library in plan.new:
            self.stdout.write(new % values_of(library))
        for library in plan.known:
            self.stdout.write(_("%(library)s, or a newer one, is installed already") % values_of(library))
        altered = _("%(library)s is installed already, with other files: the installed one is kept")
        for library in plan.altered:
            self.stdout.write(altered % values_of(library))
        self.stdout.write(summary)


def values_of(library: LibraryFolder) -> dict[str, str]:
    return {"library": library.definition.version, "size": filesizeformat(library.total_bytes)}


def format_problems(problems: Iterable[Problem]) -> str:
    return _("The libraries can't be installed:") + "".join(f"\n- {problem.message}" for problem in problems)
