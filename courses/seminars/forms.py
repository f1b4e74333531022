"""The form of seminar pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from courses.media.readers import UnreadableMaterial, file_readers
from courses.modules.draft_forms import DraftPageForm
from courses.seminars.transcript import Transcript

if TYPE_CHECKING:
    from courses.models import Recording


class SeminarPageForm(DraftPageForm):
    """A form that reads an uploaded transcript and stores its cues on the page."""

    transcript_file = forms.FileField(
        label=_("Transcript file"),
        required=False,
        allow_empty_file=True,  # reported with the other problems
        help_text=_("WebVTT or SRT. What is uploaded replaces the transcript that the page has."),
    )

    def clean_transcript_file(self) -> Transcript | None:
        """Parse the uploaded file and report all problems.

        A draft is saved without a file that can't be read; `unsaved_transcript_problems` has the reasons.
        """
        uploaded: UploadedFile | None = self.cleaned_data.get("transcript_file")
        if uploaded is None:
            return None
        try:
            return file_readers.transcript(uploaded)
        except UnreadableMaterial as unreadable:
            if self.is_deferred_validation:
                self.instance.unsaved_transcript_problems = unreadable.problems
                return None
            raise ValidationError(unreadable.problems) from unreadable

    def save(self, commit: bool = True) -> object:
        transcript = self.cleaned_data.get("transcript_file")
        if transcript:
            self.instance.transcript = transcript.to_json()
            self.instance.__dict__.pop("parsed_transcript", None)
        return super().save(commit=commit)

    def clean(self) -> dict[str, Any]:
        """Refuse recordings that can't be played; take length and a missing picture from the recording."""
        data: dict[str, Any] = super().clean()
        measured = [media for name in ("recording", "sound") if (media := self._measured(name))]
        if measured and "seconds" in self.fields:
            data["seconds"] = round(measured[0].duration)
        if "recording" in self.changed_data and measured and not data.get("poster"):
            data["poster"] = measured[0].poster
        return data

    def _measured(self, name: str) -> Recording | None:
        from courses.media.actions import measure_recording  # actions import the models that use this form

        if (recording := self.cleaned_data.get(name)) is None:
            return None
        try:
            measure_recording(recording=recording)
        except UnreadableMaterial as unreadable:
            if not self.is_deferred_validation:
                self.add_error(name, unreadable.problems)
            return None
        if name == "sound" and not recording.is_sound and not self.is_deferred_validation:
            self.add_error(name, _("This is a film. Choose a sound file: M4A or MP3."))
            return None
        return recording
