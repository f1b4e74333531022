"""Model and form fields of times in a recording."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.seminars.transcript import clock

_CLOCK = re.compile(r"(?:(\d{1,2})[:.])?(\d{1,3})[:.]([0-5]\d)", re.ASCII)
_SECONDS = re.compile(r"\d{1,6}", re.ASCII)


class ClockField(forms.Field):
    """A form field of a time in a recording or its length, as 12:04, 1:02:30 or in whole seconds."""

    default_error_messages = {
        "invalid": _("Write minutes and seconds as 12:04, or hours too as 1:02:30."),
    }

    def to_python(self, value: Any) -> int | None:
        """Return whole seconds, or None for an empty field."""
        text = "" if value is None else str(value).strip()
        if text in self.empty_values:
            return None
        if _SECONDS.fullmatch(text):
            return int(text)
        parts = _CLOCK.fullmatch(text)
        hours, minutes, seconds = (int(part or 0) for part in parts.groups()) if parts else (0, 0, 0)
        if parts is None or (parts[1] and minutes > 59):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hours * 3600 + minutes * 60 + seconds

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, int) else value


class SecondsField(models.PositiveIntegerField):
    """A model field of whole seconds, edited as a clock time."""

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        """Return the form field; the bounds of a number field do not apply to it."""
        return models.Field.formfield(self, ClockField, **kwargs)
