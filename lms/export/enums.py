"""Enumerations of exports."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scorm.api import PackageStandard


class ExportFormat(TextChoices):
    """The formats of an export; packages have the names of their standards."""

    SCORM_2004 = PackageStandard.SCORM_2004.value, _("SCORM 2004, 4th edition")
    SCORM_12 = PackageStandard.SCORM_12.value, _("SCORM 1.2, for older platforms")
    PDF = "pdf", _("PDF, to print or to read without playing")

    @property
    def standard(self) -> PackageStandard | None:
        """The standard of a package, None for what is no package."""
        return None if self == ExportFormat.PDF else PackageStandard(self.value)

    @property
    def suffix(self) -> str:
        return "pdf" if self == ExportFormat.PDF else "zip"


class Licence(TextChoices):
    """What others may do with an exported module. Names of licences are not translated."""

    OWN = "own", _("All rights reserved: others may use it only with permission")
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    CC_BY_NC = "cc-by-nc", "CC BY-NC 4.0"
    CC0 = "cc0", "CC0 1.0"


class ExportState(TextChoices):
    """The states of an export."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
