"""`manage.py import_package FILE --title …`: import a package, as the admin's upload does."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from content_import.exceptions import PackageAlreadyImported, PackageRefused, Problem
from content_import.health.actions import (
    OverrideHealthCheck,
    RequestHealthCheck,
    carry_out_health_check,
)
from content_import.health.models import HealthFinding
from content_import.health.queries import faults_of, latest_override, package_publish_problems
from content_import.packages.actions import ImportPackage, plan_package
from content_import.packages.publishing import publish_as_module
from courses.api import ModulePageMissing, Package, format_label
from people.api import Municipality


class Command(BaseCommand):
    help = "Import a SCORM 1.2 or 2004 package, or H5P content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the zip or h5p file")
        parser.add_argument("--title", default="", help="what learners see; by default its own")
        parser.add_argument("--owner", metavar="CODE", help="the municipality's code; shared when left out")
        parser.add_argument("--root", default="", metavar="FOLDER", help="the folder to take as the top")
        parser.add_argument("--renews", type=int, metavar="ID", help="the package it is a new version of")
        parser.add_argument("--publish", action="store_true", help="also publish it as a module of one step")
        parser.add_argument("--override", metavar="REASON", help="publish whatever the check says, and why")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, do nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": options["file"]})
        if options["override"] is not None and not options["override"].strip():
            raise CommandError(_("Say why the package may be published without a completed check."))
        renewed = self.package_with(options["renews"])
        owner = renewed.owner if renewed else self.municipality_with(options["owner"])
        if options["dry_run"]:
            self.show_plan(options["file"], options["root"])
            return
        try:
            package = ImportPackage(
                archive=options["file"],
                title=options["title"],
                by=None,
                owner=owner,
                lineage=renewed.lineage if renewed else None,
                root=options["root"],
                existing=None if renewed else Package.objects.filter(owner=owner),
            ).run()
        except PackageRefused as refusal:
            raise CommandError(format_problems(refusal.problems)) from None
        except PackageAlreadyImported as duplicate:
            package = duplicate.package
            self.stdout.write(str(duplicate))
        else:
            self.stdout.write(
                _("Imported “%(package)s” as package %(id)s.") % {"package": package, "id": package.pk}
            )
            self.show_notices(package.import_notices)
        if options["override"]:
            OverrideHealthCheck(package=package, by=None, reason=options["override"]).run()
        if options["publish"]:
            self.publish(package)

    def show_plan(self, file: Path, root: str) -> None:
        plan = plan_package(archive=file, root=root)
        if plan.manifest is None:
            raise CommandError(format_problems(plan.problems))
        self.stdout.write(
            _("%(standard)s, “%(title)s”: %(items)s parts, %(files)s files, %(size)s. Nothing was stored.")
            % {
                "standard": format_label(plan.kind, plan.manifest.standard),
                "title": plan.manifest.title,
                "items": len(plan.manifest.launchable),
                "files": len(plan.files),
                "size": filesizeformat(plan.total_bytes),
            }
        )
        self.show_notices(plan.notices)

    def show_notices(self, notices: Sequence[str]) -> None:
        for notice in notices:
            self.stdout.write(notice)

    def publish(self, package: Package) -> None:
        if not latest_override(package):
            carry_out_health_check(report=RequestHealthCheck(package=package, by=None).run())
            if faults := faults_of(package):
                raise CommandError(format_findings(faults))
        try:
            page = publish_as_module(package=package)
        except ModulePageMissing:
            message = _("The package is imported, but the site has no catalogue to publish it in yet.")
            raise CommandError(message) from None
        if reasons := package_publish_problems(page.get_latest_revision_as_object()):
            raise CommandError(" ".join(reasons))
        self.stdout.write(_("Published: %(address)s") % {"address": page.full_url or page.url_path})

    def municipality_with(self, code: str | None) -> Municipality | None:
        if not code:
            return None
        owner = Municipality.objects.filter(code=code).first()
        if owner is None:
            raise CommandError(_("No municipality has the code %(code)s.") % {"code": code})
        return owner

    def package_with(self, pk: int | None) -> Package | None:
        if pk is None:
            return None
        package = Package.objects.ready().filter(pk=pk).first()
        if package is None:
            raise CommandError(_("There is no package %(id)s.") % {"id": pk})
        return package


def format_findings(faults: Iterable[HealthFinding]) -> str:
    """Return the findings of the check with their places and advice."""
    lines = (
        f"\n- {fault.get_code_display()} {' '.join(map(str, fault.places))}".rstrip() + f" {fault.advice}"
        for fault in faults
    )
    reasons = "".join(lines)
    return (
        _("Imported, but not published:")
        + reasons
        + "\n"
        + _("To publish it all the same: --override REASON")
    )


def format_problems(problems: tuple[Problem, ...]) -> str:
    lines = "".join(f"\n- {problem.message}" for problem in problems)
    return _("The package can't be imported:") + lines
