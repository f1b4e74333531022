"""Choices about what is learned."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scorm.api import ItemKind, PackageStandard

#: names of the standards, for readers
STANDARD_LABELS = {
    PackageStandard.SCORM_12: _("SCORM 1.2"),
    PackageStandard.SCORM_2004: _("SCORM 2004"),
}


class PackageStatus(TextChoices):
    """Where an import stands. Only a ready package can be part of a module."""

    IMPORTING = "importing", _("Being imported")
    READY = "ready", _("Ready")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: names of what an item of a manifest launches, for readers
ITEM_KIND_LABELS = {ItemKind.SCO: "SCO", ItemKind.ASSET: _("Asset"), ItemKind.FOLDER: _("Folder")}


class StepKind(TextChoices):
    """The kinds of step; the names of the blocks in `ModulePage.steps`."""

    TEXT = "text", _("Text")
    FILM = "film", _("Film")
    PACKAGE = "package", _("Package")


class SeminarKind(TextChoices):
    """What kind of occasion was recorded."""

    SEMINAR = "seminar", _("Seminar")
    PODCAST = "podcast", _("Podcast episode")


class CaptionOrigin(TextChoices):
    """How a recording's captions came to be, told to those who rely on them."""

    AUTOMATIC = "automatic", _("Made by speech recognition, not yet corrected")
    CORRECTED = "corrected", _("Made by speech recognition and corrected by a person")
    WRITTEN = "written", _("Written by a person")


class Ownership(TextChoices):
    """Whose a module is, as the catalogue filters."""

    SHARED = "shared", _("Shared by all")
    OWN = "own", _("My municipality's own")


#: the lengths in minutes that the catalogue and the start page ask about
LENGTHS = (5, 10, 15)

#: the action in a page's history that says why it was not published
KEEP_AS_DRAFT = "courses.keep_as_draft"


class Compliance(TextChoices):
    """How well a service meets the act (2018:1937), in the words of Digg's template."""

    FULL = "full", _("fully compliant with the act")
    PARTIAL = "partial", _("partially compliant with the act")
    NONE = "none", _("not compliant with the act")


class TestedBy(TextChoices):
    """Who has tested how accessible a service is."""

    SELF = "self", _("our own test")
    OTHERS = "others", _("a test by others")
