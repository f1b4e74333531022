"""The stream of the steps of a module: a block for each registered step type."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.fields import StreamField

from courses.languages.leaves import with_item_ids
from courses.languages.segments import Segment, segments_of, with_segments
from courses.questions.block_ids import IdentifiedStreamBlock
from courses.steps.types import StepBlock, step_types


class StepsBlock(IdentifiedStreamBlock):
    """The steps of a module, in order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The registry itself: step types are registered after the models with this block are defined.
        self.child_blocks = step_types

    def ordered_child_blocks(self) -> Iterable[StepBlock]:
        return sorted(self.child_blocks.values(), key=lambda block: block.weight)

    def clean(self, value: StreamValue) -> StreamValue:
        """Require at least one step; not in drafts."""
        if not value and self.required and not self.is_deferred_validation:
            sentence = _("Add at least one step before you publish: a text, a film or a package.")
            raise StreamBlockValidationError(non_block_errors=ErrorList([ValidationError(sentence)]))
        return super().clean(value)


class StepsField(StreamField):
    """A field of steps. Migrations have the field without its blocks, so a new step type needs none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepsBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [], kwargs

    def get_translatable_segments(self, value: StreamValue) -> list[Segment]:
        """Return the texts of the steps as segments; wagtail-localize calls this.

        Items of lists without ids get some in `value`, by which it finds them again.
        """
        for index, step in enumerate(with_item_ids(self.stream_block, list(value.raw_data))):
            value.raw_data[index] = step
        return list(segments_of(self.stream_block, list(value.raw_data)))

    def restore_translated_segments(self, value: StreamValue, segments: Iterable[Segment]) -> StreamValue:
        """Return the steps with the translated texts; wagtail-localize calls this."""
        stored = with_segments(self.stream_block, list(value.raw_data), segments)
        stream: StreamValue = self.to_python(stored)
        return stream
