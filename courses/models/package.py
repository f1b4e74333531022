"""Imported packages, which are immutable."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses.enums import STANDARD_LABELS, PackageKind, PackageStatus, format_label
from infrastructure.db.api import UnindexedModel
from infrastructure.http.api import content_origin
from people.api import Municipality
from scorm.api import Manifest

#: how many parsed manifests of packages a process caches, by label
MAX_CACHED_STRUCTURES = 500
_structures: dict[str, Manifest] = {}


def new_label() -> str:
    """Return an unguessable label for a host name: the package's content origin and storage prefix."""
    return secrets.token_hex(16)


class PackageQuerySet(models.QuerySet["Package"]):
    """A queryset of packages by status."""

    def imported(self) -> "PackageQuerySet":
        """Exclude those that publication made from a module's own questions."""
        return self.exclude(kind=PackageKind.NATIVE)

    def ready(self) -> "PackageQuerySet":
        return self.filter(status=PackageStatus.READY)


class Package(models.Model):
    """One version of a package. `lineage` is shared by the versions of the same material.

    `standard` is that of its data model: an H5P package or one made here stores SCORM 2004's.

    Its files are in the storage "packages" under `label/`. Only the title and status of a ready package may
    change.
    """

    TITLE_LENGTH = 200

    lineage = models.UUIDField(default=uuid.uuid4, db_index=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    owner = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="packages", verbose_name=_("owner")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PackageKind, default=PackageKind.SCORM)
    standard = models.CharField(_("standard"), max_length=20, choices=STANDARD_LABELS)
    status = models.CharField(
        _("status"), max_length=20, choices=PackageStatus, default=PackageStatus.IMPORTING
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the archive, hexadecimal")
    label = models.CharField(max_length=32, unique=True, default=new_label)
    manifest = models.JSONField()
    total_bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    file_count = models.PositiveIntegerField(_("number of files"), default=0)
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )

    #: what whoever imports it should know, as sentences; set by its import, and not stored
    import_notices: tuple[str, ...] = ()

    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints = [
            models.UniqueConstraint(fields=["lineage", "digest"], name="package_version_imported_once"),
            models.UniqueConstraint(
                fields=["lineage", "version"],
                condition=Q(status=PackageStatus.READY),
                name="package_version_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    @property
    def has_foreign_code(self) -> bool:
        """Whether it contains scripts of others, which never run on the site's origin."""
        return self.kind != PackageKind.NATIVE

    @property
    def origin(self) -> str:
        """The origin that serves it: its own content origin for foreign code, else the site's."""
        return content_origin(self.label) if self.has_foreign_code else settings.SITE_ORIGIN

    @property
    def owner_name(self) -> str:
        """The name of the owner, as shown to users."""
        return str(self.owner or _("Shared by all"))

    @property
    def importer_name(self) -> str:
        """The name of the importer; empty for shared packages, which everybody sees."""
        return str(self.created_by or "") if self.owner_id else ""

    @property
    def format_label(self) -> str:
        """The name of its format, as shown to users."""
        return format_label(self.kind, self.standard)

    @property
    def size_label(self) -> str:
        """The unpacked size, as shown to users."""
        return filesizeformat(self.total_bytes)

    @cached_property
    def structure(self) -> Manifest:
        """The parsed manifest; cached by the process for a ready package, which never changes."""
        structure = _structures.get(self.label)
        if structure is None:
            structure = Manifest.from_json(self.manifest)
            if self.status == PackageStatus.READY and not self._state.adding:
                if len(_structures) >= MAX_CACHED_STRUCTURES:
                    _structures.clear()
                _structures[self.label] = structure
        return structure


class PackagePassage(UnindexedModel):
    """A text of a package that learners can read, for the search: that of one screen of an item.

    Stored with the package and never changed. A text has no answers and nothing that is said about them.
    """

    package = models.ForeignKey(Package, models.CASCADE, related_name="passages")
    #: the identifier of the item in the manifest
    item = models.CharField(max_length=255)
    #: among all passages of the package, from 1
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["package", "position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="package_passage_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"
