"""Forms of local content: a step, a text in a place, and the values of a municipality."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import RichTextBlock
from wagtail.blocks.base import BlockField
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue

from courses.content.texts import FEATURES
from courses.layers.core_steps import has_questions, text_step
from courses.layers.models import LocalVariable, refuse_script
from courses.layers.operations import RawStep
from courses.questions.block_ids import IdentifiedStreamBlock
from courses.steps.types import StepBlock, step_types


class LocalStepBlock(IdentifiedStreamBlock):
    """One step, of a kind that a municipality may add."""

    def __init__(self, kinds: Mapping[str, StepBlock], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child_blocks = dict(kinds)

    def clean(self, value: StreamValue) -> StreamValue:
        """Require one step without questions, whose answers could not be compared."""
        cleaned = super().clean(value)
        if has_questions(raw_step(self, cleaned)):
            sentence = _("Remove the questions: a local step has texts, pictures and films only.")
            raise StreamBlockValidationError(
                non_block_errors=forms.utils.ErrorList([ValidationError(sentence)])
            )
        return cleaned


@cache
def local_step_block() -> LocalStepBlock:
    """Return the block of a local step; step types are registered by then."""
    kinds = {kind: block for kind, block in step_types.items() if block.may_be_local}
    return LocalStepBlock(kinds, min_num=1, max_num=1)


def raw_step(block: LocalStepBlock, value: StreamValue) -> RawStep:
    """Return the step as an operation stores it."""
    [raw] = block.get_prep_value(value)
    return {"type": raw["type"], "value": raw["value"]}


class LocalStepForm(forms.Form):
    """A local step."""

    def __init__(self, *args: Any, step: RawStep | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        block = local_step_block()
        self.fields["step"] = BlockField(block=block, label=gettext_lazy("The step"))
        empty = text_step("", "")  # the shortest kind: most of what is added is a text
        self.initial["step"] = block.to_python([step if step is not None else empty])

    @property
    def content(self) -> RawStep:
        return raw_step(local_step_block(), self.cleaned_data["step"])


class PlaceForm(forms.Form):
    """The local text of a place."""

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.block = RichTextBlock(features=FEATURES)
        self.fields["text"] = BlockField(block=self.block, label=gettext_lazy("Your text"))
        self.initial["text"] = self.block.to_python(text)

    @property
    def text(self) -> str:
        source: str = self.block.get_prep_value(self.cleaned_data["text"])
        return source


class ValuesForm(forms.Form):
    """The values of a municipality, each beside the text that is shown without one."""

    def __init__(self, *args: Any, variables: list[tuple[LocalVariable, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for variable, text in variables:
            shown = _("Written {{ kommun.%(key)s }} in texts. Without a value: %(text)s")
            self.fields[variable.key] = forms.CharField(
                label=variable.label,
                max_length=200,
                required=False,
                initial=text,
                help_text=shown % {"key": variable.key, "text": variable.text_in(None)},
                validators=[refuse_script],
            )


class ChangeForm(forms.Form):
    """A change of a layer by a button of its page."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("hide", "remove", "decide", "publish")])
    step = forms.CharField(required=False, max_length=36)
    operation = forms.CharField(required=False, max_length=36)
    decision = forms.CharField(required=False, max_length=20)
