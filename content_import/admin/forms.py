"""The form for uploading a package."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from content_import.enums import ProblemCode
from content_import.exceptions import PackageAlreadyImported, PackageRefused, Problem
from content_import.packages.actions import ImportPackage, find_root
from content_import.packages.permissions import (
    may_own_shared,
    municipalities_importable_for,
    packages_managed_by,
    packages_viewable_by,
)
from courses.api import Package, PackageQuerySet
from people.api import Municipality, Person


class PackageUploadForm(forms.Form):
    """A form for an archive, which imports it; the archive's faults are in `problems`."""

    file = forms.FileField(
        label=_("Package file"),
        help_text=_(
            "SCORM 1.2 or SCORM 2004 as a zip file, or an H5P file, as the authoring tool exports it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.h5p,application/zip"}),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Empty: the name that the package gives itself; a new version keeps its title."),
    )
    renews = forms.ModelChoiceField(
        Package.objects.none(),
        label=_("New version of"),
        required=False,
        empty_label=_("Nothing: it is a new package"),
        help_text=_("Those who have begun the old version finish it; modules keep it until you change them."),
    )
    owner = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=_("Whose it is"),
        required=False,
        empty_label=_("Shared by all municipalities"),
        help_text=_("A new version belongs to the one whose the package is."),
    )
    takes_folder = forms.BooleanField(
        label=_("If the manifest lies in a folder, use that folder as the top of the package"),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.problems: tuple[Problem, ...] = ()
        #: True when the file was already imported
        self.is_known = False
        self.fields["renews"].queryset = newest_versions(person)  # type: ignore[attr-defined]
        owner = self.fields["owner"]
        owner.queryset = municipalities_importable_for(person)  # type: ignore[attr-defined]
        if not may_own_shared(person):
            owner.empty_label = None  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.PACKAGE_MAX_BYTES:
            limit = filesizeformat(settings.PACKAGE_MAX_BYTES)
            raise ValidationError(Problem.of(ProblemCode.TOO_LARGE, limit=limit).message)
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        renews = data.get("renews")
        if renews is not None:
            data["owner"] = renews.owner
            data["title"] = data.get("title") or renews.title
        elif data.get("owner") is None and not may_own_shared(self.person):
            self.add_error("owner", _("Choose the municipality whose the package is."))
        return data

    def import_upload(self) -> Package | None:
        """Import the upload of a valid form. Return None, with `problems` set, when it is refused.

        Unless a package is renewed, return an existing package of the same file that the person may use.
        """
        data = self.cleaned_data
        archive = data["file"].file
        try:
            return ImportPackage(
                archive=archive,
                title=data["title"],
                by=self.person,
                owner=data["owner"],
                lineage=data["renews"].lineage if data["renews"] else None,
                root=find_root(archive=archive) if data["takes_folder"] else "",
                existing=None if data["renews"] else packages_viewable_by(self.person),
            ).run()
        except PackageAlreadyImported as duplicate:
            self.is_known = True
            return duplicate.package
        except PackageRefused as refusal:
            self.problems = refusal.problems
            self.add_error("file", _("Mend what is listed above, and choose the file again."))
            return None


def newest_versions(person: Person) -> PackageQuerySet:
    """Return the newest ready version of each package that the person may renew."""
    newer = Package.objects.ready().filter(lineage=OuterRef("lineage"), version__gt=OuterRef("version"))
    return packages_managed_by(person).ready().filter(~Exists(newer)).order_by("title")
