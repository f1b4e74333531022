"""The installed H5P libraries of the site."""

from __future__ import annotations

import secrets

from django.db import models

from lms.h5p.enums import DependencyKind
from lms.h5p.structure import LibraryRef


def new_label() -> str:
    """Return the name of a new library's folder in the storage of packages."""
    return secrets.token_hex(16)


class H5PLibraryQuerySet(models.QuerySet["H5PLibrary"]):
    """A queryset of libraries."""

    def ready(self) -> H5PLibraryQuerySet:
        """Exclude those that are still being installed."""
        return self.filter(is_ready=True)

    def of(self, ref: LibraryRef) -> H5PLibraryQuerySet:
        """Return the patch versions of a library, the newest first."""
        named = self.filter(machine_name=ref.machine_name, major=ref.major, minor=ref.minor)
        return named.order_by("-patch")


class H5PLibrary(models.Model):
    """One version of a library. Its files, in the storage "packages" under `label/`, never change.

    Content refers to major and minor version, and is played with the newest patch version of them.
    """

    machine_name = models.CharField(max_length=100)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    patch = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True)
    is_runnable = models.BooleanField(default=False)
    is_ready = models.BooleanField(default=False)
    label = models.CharField(max_length=32, unique=True, default=new_label)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its paths and files, hexadecimal")
    total_bytes = models.PositiveBigIntegerField(default=0)
    installed_at = models.DateTimeField(auto_now_add=True)

    objects = H5PLibraryQuerySet.as_manager()

    class Meta:
        ordering = ["machine_name", "major", "minor", "patch"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine_name", "major", "minor", "patch"], name="h5p_library_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref}.{self.patch}"

    @property
    def ref(self) -> LibraryRef:
        return LibraryRef(self.machine_name, self.major, self.minor)


class H5PDependency(models.Model):
    """A library that another one needs, by name, major and minor version."""

    library = models.ForeignKey(H5PLibrary, models.CASCADE, related_name="dependencies")
    kind = models.CharField(max_length=10, choices=DependencyKind)
    machine_name = models.CharField(max_length=100)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "kind", "machine_name", "major", "minor"], name="h5p_dependency_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def ref(self) -> LibraryRef:
        return LibraryRef(self.machine_name, self.major, self.minor)
