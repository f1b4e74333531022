"""Forms that upload and replace documents, recordings and images."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.forms import TagWidget
from wagtail.documents import get_document_model
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm
from wagtail.images.widgets import AdminImageChooser
from wagtail.log_actions import log
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.models import MediaType
from wagtailmedia.widgets import AdminMediaChooser

from courses.files.uses import is_published
from courses.media.actions import set_media_facts
from courses.media.folders import folders_closed_to
from courses.media.pictures import PictureField
from courses.media.readers import MediaFacts, UnreadableMaterial, file_readers
from courses.models import Recording
from courses.models.media import StoredFile, kind_of
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
    """A form that refuses a new file for a document in use."""

    def clean_file(self) -> Any:
        if "file" in self.changed_data:
            _refuse_if_published(self.instance)
        return self.cleaned_data["file"]


class RecordingForm(BaseMediaForm):
    """A form that refuses recordings that can't be played, and a new file for a recording in use.

    It stores the measured facts with the recording, whose type is that of the file.
    """

    class Meta(BaseMediaForm.Meta):
        # The input that Wagtail's widget adds by script has no label.
        widgets = {**BaseMediaForm.Meta.widgets, "tags": TagWidget}

    facts: MediaFacts | None = None

    def __init__(self, *args: Any, user: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            _refuse_if_published(self.instance)
            try:
                self.facts = file_readers.recording(file, file.name)
            except UnreadableMaterial as unreadable:
                raise ValidationError(unreadable.problems) from unreadable
            self.instance.type = MediaType.VIDEO if self.facts.video_codec else MediaType.AUDIO
        return file

    def save(self, commit: bool = True) -> Recording:
        is_new = self.instance.pk is None
        with transaction.atomic():
            if self.facts:
                set_media_facts(recording=self.instance, facts=self.facts)
            recording: Recording = super().save(commit)
            log(recording, "wagtail.create" if is_new else "wagtail.edit", user=self.user)
        return recording


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
    """A form that chooses the file that replaces another one."""

    def __init__(self, *args: Any, old: StoredFile, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        choosers = {
            get_image_model(): AdminImageChooser,
            get_document_model(): AdminDocumentChooser,
            Recording: AdminMediaChooser,
        }
        closed = folders_closed_to(by, timezone.localdate())
        self.fields["replacement"] = forms.ModelChoiceField(
            type(old)._default_manager.exclude(collection__in=closed),
            label=_("Use this one instead"),
            widget=choosers[type(old)](),
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
