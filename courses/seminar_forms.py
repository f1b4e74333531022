"""The form that trainers edit a seminar in."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.readers import UnreadableMaterial, read_transcript
from courses.transcript import Transcript


class SeminarPageForm(WagtailAdminPageForm):
    """Takes a transcript as a file and keeps its cues on the page."""

    transcript_file = forms.FileField(
        label=_("Transcript file"),
        required=False,
        help_text=_("WebVTT or SRT. What is uploaded replaces the transcript that the page has."),
    )

    def clean_transcript_file(self) -> Transcript | None:
        """Parse what was uploaded; every problem is told at once."""
        uploaded: UploadedFile | None = self.cleaned_data.get("transcript_file")
        if uploaded is None:
            return None
        try:
            return read_transcript(uploaded)
        except UnreadableMaterial as unreadable:
            raise ValidationError(unreadable.problems) from unreadable

    def save(self, commit: bool = True) -> object:
        transcript = self.cleaned_data.get("transcript_file")
        if transcript:
            self.instance.transcript = transcript.to_json()
            self.instance.__dict__.pop("parsed_transcript", None)
        return super().save(commit=commit)
