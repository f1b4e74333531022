"""Imports of packages and their checks, for other packages."""

from content_import.archives.archive import PackageArchive
from content_import.exceptions import MemberRefused, PackageAlreadyImported, PackageRefused
from content_import.h5p.installing import install_libraries
from content_import.h5p.library_use import libraries_of
from content_import.health.actions import OverrideHealthCheck
from content_import.health.queries import latest_override
from content_import.packages.actions import DeletePackage, ImportPackage
from content_import.questions.models import raw_of
from content_import.questions.reading import read_questions
from content_import.readers.transcripts import parse_transcript
