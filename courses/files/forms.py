"""Forms that upload and replace documents and images."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm
from wagtail.images.models import AbstractImage
from wagtail.images.widgets import AdminImageChooser

from courses.files.types import MEDIA_EXTENSIONS, extension_of
from courses.files.uses import is_published
from courses.media.folders import folders_closed_to
from courses.media.pictures import PictureField
from courses.media.readers import UnreadableMaterial, read_recording
from courses.models.media import kind_of
from courses.modules.frozen_content import StoredFile
from people.api import Person


def _refuse_if_published(file: StoredFile) -> None:
    if file.pk and is_published(file):
        raise ValidationError(
            _(
                "This file is in use, and those who are in the middle would get another one without notice. "
                "Keep it, and upload the new file by itself. Then press Delete here: you can choose the new "
                "file to take its place everywhere."
            )
        )


class DocumentForm(BaseDocumentForm):
    """A form that refuses recordings that can't be played, and a new file for a document in use."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        _refuse_if_published(self.instance)
        if extension_of(file.name) in MEDIA_EXTENSIONS:
            try:
                # Stored with the document (`signal_handlers`), since the uploader saves it without this form.
                self.instance.media_facts = read_recording(file, file.name)
            except UnreadableMaterial as unreadable:
                raise ValidationError(unreadable.problems) from unreadable
        return file


class ImageForm(BaseImageForm):
    """A form that refuses files that are no pictures, and a new file for an image in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if original := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=original.label, required=original.required, widget=original.widget
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            _refuse_if_published(self.instance)
        return file


class ReplacementForm(forms.Form):
    """A form that chooses the document or image that replaces another one."""

    def __init__(self, *args: Any, old: StoredFile, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        is_image = isinstance(old, AbstractImage)
        model = get_image_model() if is_image else get_document_model()
        closed = folders_closed_to(by, timezone.localdate())
        self.fields["replacement"] = forms.ModelChoiceField(
            model._default_manager.exclude(collection__in=closed),
            label=_("Use this one instead"),
            widget=AdminImageChooser() if is_image else AdminDocumentChooser(),
        )

    def clean_replacement(self) -> StoredFile:
        new: StoredFile = self.cleaned_data["replacement"]
        if new.pk == self.old.pk:
            raise ValidationError(_("This is the same file. Choose another one."))
        if kind_of(new) != kind_of(self.old):
            raise ValidationError(
                _("“%(new)s” is another kind of file than “%(old)s”. Choose one of the same kind.")
                % {"new": new.title, "old": self.old.title}
            )
        return new
