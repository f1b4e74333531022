"""The form that uploads material."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.material.actions import PlanMaterial, may_add_to
from content_import.material.models import MaterialImport
from content_import.material.planning import plan_files, remove_uploads, store_uploads
from content_import.packages.permissions import may_own_shared, municipalities_importable_for
from courses.api import ModulePage
from people.api import Municipality, Person

MAX_FILES = 50


class FilesInput(forms.ClearableFileInput):
    """An input of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A field of one or several files; its value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        if len(cleaned) > MAX_FILES:
            raise ValidationError(_("Choose at most %(most)d files at a time.") % {"most": MAX_FILES})
        for file in cleaned:
            if file.size > settings.PACKAGE_MAX_BYTES:
                sentence = _("“%(name)s” is larger than %(limit)s. Make it smaller or divide it.")
                limit = filesizeformat(settings.PACKAGE_MAX_BYTES)
                raise ValidationError(sentence % {"name": file.name, "limit": limit})
        return cleaned


class DraftChoiceField(forms.ModelChoiceField):
    """A choice among drafts, by their titles in the admin."""

    def label_from_instance(self, page: ModulePage) -> str:
        return str(page.get_admin_display_title())


class MaterialForm(forms.Form):
    """A form for files and where their steps go."""

    uploads = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "PowerPoint, Word, PDF, Markdown, pictures, films with captions, SCORM, H5P and questions (GIFT, "
            "Moodle XML, QTI). You can choose "
            "several at a time. What a file is, is seen from its content."
        ),
    )
    page = DraftChoiceField(
        ModulePage.objects.none(),
        label=gettext_lazy("Where it goes"),
        required=False,
        empty_label=gettext_lazy("A new draft"),
        help_text=gettext_lazy("The steps come last in a draft that you choose."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the new draft"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: the title of the first file."),
    )
    owner = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Whose the new draft is"),
        required=False,
        empty_label=gettext_lazy("Shared by all municipalities"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["page"].queryset = drafts_for(person)  # type: ignore[attr-defined]
        owner = self.fields["owner"]
        owner.queryset = municipalities_importable_for(person)  # type: ignore[attr-defined]
        if not may_own_shared(person):
            owner.empty_label = None  # type: ignore[attr-defined]
            owner.initial = owner.queryset.first()  # type: ignore[attr-defined]

    def clean_page(self) -> ModulePage | None:
        page: ModulePage | None = self.cleaned_data["page"]
        if page is not None and not may_add_to(self.person, page):
            raise ValidationError(_("This draft is locked or is not yours to change. Choose another."))
        return page

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("page") and data.get("owner") is None and not may_own_shared(self.person):
            self.add_error("owner", _("Choose the municipality whose the draft is."))
        return data

    def plan(self) -> MaterialImport:
        """Store the uploads of a valid form as temporary files, and return the plan."""
        data = self.cleaned_data
        files = store_uploads(data["uploads"])
        try:
            plan_files(files, page=data["page"])
            return PlanMaterial(
                files=files, owner=data["owner"], page=data["page"], title=data["title"], by=self.person
            ).run()
        except BaseException:
            remove_uploads(files)
            raise


def drafts_for(person: Person) -> Any:
    """Return the drafts to which the person may add steps."""
    owned = Q(module__owner__in=municipalities_importable_for(person))
    if may_own_shared(person):
        owned |= Q(module__owner=None)
    drafts = ModulePage.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    return drafts.filter(owned).order_by("title")
