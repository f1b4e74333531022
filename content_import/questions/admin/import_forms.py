"""The form that uploads a file of questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.questions.actions import PlanQuestions
from content_import.questions.admin.bank_forms import owner_field, set_owner_choices
from content_import.questions.formats.values import QuestionFile, QuestionFileRefused
from content_import.questions.models import QuestionImport
from content_import.questions.reading import MAX_BYTES, read_questions
from courses.api import QuestionBank, banks_managed_by, may_own_shared
from people.api import Person


class QuestionUploadForm(forms.Form):
    """A form for a file, and the bank that its questions are added to."""

    file = forms.FileField(
        label=gettext_lazy("File with questions"),
        help_text=gettext_lazy(
            "GIFT, Moodle XML, or QTI 2.1, 2.2 or 3 as an XML file or a zip package. You see what becomes of "
            "each question before anything is taken in."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.gift,.xml,.zip,text/plain,text/xml"}),
    )
    bank = forms.ModelChoiceField(
        QuestionBank.objects.none(),
        label=gettext_lazy("Where they go"),
        required=False,
        empty_label=gettext_lazy("A new question bank"),
    )
    title = forms.CharField(
        label=gettext_lazy("Name of the new question bank"), max_length=120, required=False
    )
    owner = owner_field()

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.questions = QuestionFile()
        self.fields["bank"].queryset = banks_managed_by(person)  # type: ignore[attr-defined]
        set_owner_choices(self.fields["owner"], person)
        self.fields["owner"].required = False

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            self.questions = read_questions(upload.read(MAX_BYTES + 1))
        except QuestionFileRefused as refused:
            raise ValidationError(str(refused)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("bank") is None and "bank" in data:
            if not data.get("title"):
                self.add_error("title", _("Write a name, or choose a question bank."))
            if data.get("owner") is None and not may_own_shared(self.person):
                self.add_error("owner", _("Choose the municipality whose the question bank is."))
        return data

    def plan(self) -> QuestionImport:
        """Store the plan of a valid form."""
        data = self.cleaned_data
        return PlanQuestions(
            file_name=data["file"].name or "",
            file=self.questions,
            bank=data["bank"],
            title=data["title"],
            owner=data["owner"],
            by=self.person,
        ).run()
