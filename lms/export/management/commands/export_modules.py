"""`manage.py export_modules FILE`: write a backup of modules that another installation can import."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.api import Module
from lms.export.backup.writing import write_backup


class Command(BaseCommand):
    help = "Write a backup of modules: pages, revisions, media and packages, without anything of persons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the ZIP file to write")
        parser.add_argument("--module", action="append", default=[], metavar="SLUG", help="by default all")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        if target.exists():
            raise CommandError(_("There is a file %(path)s already.") % {"path": target})
        modules = Module.objects.order_by("pk")
        if slugs := options["module"]:
            modules = modules.filter(slug__in=slugs)
            if missing := sorted(set(slugs) - set(modules.values_list("slug", flat=True))):
                raise CommandError(_("There is no module %(slug)s.") % {"slug": ", ".join(missing)})
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".zip", delete=False) as stream:
            draft = Path(stream.name)
            try:
                number = write_backup(modules, stream)
                draft.replace(target)  # a killed command leaves no half file under the name
            except FileNotFoundError as missing_file:
                raise CommandError(
                    _("A file is missing: %(path)s. Run check_files.") % {"path": missing_file.filename}
                ) from None
            finally:
                draft.unlink(missing_ok=True)
        size = filesizeformat(target.stat().st_size)
        self.stdout.write(
            _("%(number)s modules, %(size)s: %(path)s") % {"number": number, "size": size, "path": target}
        )
