"""Validation of posted answers."""

from uuid import uuid4

from django import forms

from lms.runtimes.native.steps import NextCommit

MAX_SEQUENCE = 2**31 - 1


class CommitForm(forms.Form):
    """The launch and the number of an answer, and how long it took; each has a safe default."""

    launch = forms.UUIDField(required=False)
    sequence = forms.IntegerField(required=False, min_value=1, max_value=MAX_SEQUENCE)
    seconds = forms.FloatField(required=False, min_value=0, max_value=86_400)

    @property
    def commit(self) -> NextCommit:
        """The commit that the form names; a new launch where it names none."""
        values = self.cleaned_data
        launch = values.get("launch")
        return NextCommit(launch, values.get("sequence") or 1) if launch else NextCommit(uuid4(), 1)

    @property
    def seconds_taken(self) -> float | None:
        return self.cleaned_data.get("seconds") or None
