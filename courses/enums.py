"""Choices and fixed values of courses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scorm.api import PackageStandard

#: labels of the standards
STANDARD_LABELS = {
    PackageStandard.SCORM_12: _("SCORM 1.2"),
    PackageStandard.SCORM_2004: _("SCORM 2004"),
}


class PackageKind(TextChoices):
    """The kinds of package, by the run-time that plays them."""

    SCORM = "scorm", "SCORM"
    NATIVE = "native", _("Made here")
    H5P = "h5p", "H5P"


def format_label(kind: str, standard: str) -> str:
    """Return the name of a package's format, as shown to users."""
    is_h5p = kind == PackageKind.H5P
    return str(PackageKind.H5P.label if is_h5p else STANDARD_LABELS[PackageStandard(standard)])


class PackageStatus(TextChoices):
    """The states of an import. Only a ready package can be part of a module."""

    IMPORTING = "importing", _("Being imported")
    READY = "ready", _("Ready")


class SeminarKind(TextChoices):
    """The kinds of recorded event."""

    SEMINAR = "seminar", _("Seminar")
    PODCAST = "podcast", _("Podcast episode")


class CaptionOrigin(TextChoices):
    """The origin of a recording's captions, shown to those who rely on them."""

    AUTOMATIC = "automatic", _("Made by speech recognition, not yet corrected")
    CORRECTED = "corrected", _("Made by speech recognition and corrected by a person")
    WRITTEN = "written", _("Written by a person")


class Ownership(TextChoices):
    """The owners of modules by which the catalogue is filtered."""

    SHARED = "shared", _("Shared by all")
    OWN = "own", _("My municipality's own")


#: the maximum lengths in minutes that the catalogue and the start page offer as filters
LENGTHS = (5, 10, 15)

#: the action in a page's history with the reasons why it was not published
KEEP_AS_DRAFT = "courses.keep_as_draft"
#: the action in a page's history with which its translation began
START_TRANSLATION = "courses.start_translation"


class Compliance(TextChoices):
    """The compliance of a service with the act (2018:1937), in the terms of Digg's template."""

    FULL = "full", _("fully compliant with the act")
    PARTIAL = "partial", _("partially compliant with the act")
    NONE = "none", _("not compliant with the act")


class TestedBy(TextChoices):
    """The tester of a service's accessibility."""

    SELF = "self", _("our own test")
    OTHERS = "others", _("a test by others")
