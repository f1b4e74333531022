"""The form that trainers edit a seminar in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.readers import UnreadableMaterial, read_transcript
from courses.transcript import Transcript

if TYPE_CHECKING:
    from courses.models import MediaProbe


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

    def clean(self) -> dict[str, Any]:
        """Refuse what can't be played; take the length, and a missing picture, from the recording."""
        data: dict[str, Any] = super().clean()
        probes = [probe for name in ("recording", "sound") if (probe := self._probe(name))]
        if probes and "seconds" in self.fields:
            data["seconds"] = probes[0].seconds
        if "recording" in self.changed_data and probes and not data.get("poster"):
            data["poster"] = probes[0].poster
        return data

    def _probe(self, name: str) -> MediaProbe | None:
        from courses.media_actions import probe_document  # the page model that uses this form lies below

        if (document := self.cleaned_data.get(name)) is None:
            return None
        try:
            probe = probe_document(document=document)
        except UnreadableMaterial as unreadable:
            self.add_error(name, unreadable.problems)
            return None
        if name == "sound" and probe.video_codec:
            self.add_error(name, _("This is a film. Choose a sound file: M4A or MP3."))
            return None
        return probe
