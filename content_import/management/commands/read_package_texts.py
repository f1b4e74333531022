"""`manage.py read_package_texts`: read the texts of H5P packages for the search again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from content_import.packages.passages import read_texts_anew


class Command(BaseCommand):
    help = "Read the texts of packages with H5P content again. Run rebuild_search afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        read = read_texts_anew()
        for package in read.unreadable:
            sentence = _("The texts of “%(title)s” (%(label)s) can't be read. It keeps those that it has.")
            self.stderr.write(sentence % {"title": package.title, "label": package.label})
        self.stdout.write(_("Texts of packages: %(count)s.") % {"count": read.count})
