"""Step types: one registered block class for each kind of step, with all that differs by the kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue

from courses.steps.placeholders import placeholder_errors

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class SearchText:
    """A text by which a step is found: with tags, unless it is plain."""

    text: str
    is_plain: bool = False


class StepBlock(blocks.StructBlock):
    """The block of a kind of step in a module's stream, and the rules of its steps.

    `Meta.label` and `Meta.icon` are those of the editor; `Meta.template` shows a step in the preview and on
    the learner's page. A step of a package has it in the value `package`. "Stored values" are values as the
    stream stores them: related objects by primary key.
    """

    #: the name of the kind in streams and module versions; never changed
    kind: ClassVar[str]
    #: its label and icon in the outline of a module
    outline_label: ClassVar[str | StrPromise]
    outline_icon: ClassVar[str]
    #: why a step is not done, with `%(step)s` for its title
    not_done: ClassVar[str | StrPromise]
    #: the length compared with a text, for progress and minutes left; the editor lists short kinds first
    weight: ClassVar[int] = 1
    #: whether a registered run-time (lms/attempts/runtimes.py) plays steps and decides when they are done
    needs_runtime: ClassVar[bool] = False
    #: whether a municipality may add steps of the kind (without questions) to a shared module
    may_be_local: ClassVar[bool] = False
    #: ES modules that the template needs, as static files
    scripts: ClassVar[tuple[str, ...]] = ()
    #: the names of the stored values that `resolve` adds
    resolved_values: ClassVar[tuple[str, ...]] = ()

    title = blocks.CharBlock(label=_("Title"), max_length=120)

    def clean(self, value: StructValue) -> StructValue:
        """Refuse texts of a template that were not replaced; not in drafts."""
        left = {} if self.is_deferred_validation else placeholder_errors(self, value)
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as refusal:
            raise StructBlockValidationError(
                block_errors={**left, **refusal.block_errors}, non_block_errors=refusal.non_block_errors
            ) from None
        if left:
            raise StructBlockValidationError(block_errors=left)
        return cleaned

    def is_played(self, package: int | None) -> bool:
        """Return whether the run-time plays the step of a module version with that package."""
        return self.needs_runtime

    def why_not_done(self, package: int | None) -> str:
        """Return why a step of a version with that package is not done, with `%(step)s` for its title."""
        return str(self.not_done)

    def is_done(self, value: StructValue, posted: QueryDict) -> bool:
        """Return whether the learner's Next completes the step, given what its page posted."""
        return True

    def digest(self, stored: Mapping[str, Any]) -> str:
        """Return the digest of the stored values that answers depend on, "" for a step without questions."""
        return ""

    def resolve(self, stored: Sequence[dict[str, Any]]) -> None:
        """Add `resolved_values` to the stored values of all steps of the kind in a version to be frozen."""

    def resolved_changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        """Yield sentences about the differences between the values that `resolve` added to a step's."""
        yield from ()

    def restore(self, value: StructValue, stored: Mapping[str, Any]) -> None:
        """Set what `resolve` added on the value of a frozen step."""

    def referenced_files(
        self, value: StructValue, stored: Mapping[str, Any]
    ) -> Iterator[tuple[type[Model], str]]:
        """Yield the model and the key of each object that a step uses; files of any model are protected."""
        for model, key, *_path in self.extract_references(value):
            yield model, key

    def chosen_objects(self, stored: Mapping[str, Any]) -> Iterator[tuple[str, type[Model], int]]:
        """Yield the name, the model and the key of each object that was chosen as a value of the step."""
        for name, block in self.child_blocks.items():
            if isinstance(block, blocks.ChooserBlock) and stored.get(name):
                yield name, block.model_class, stored[name]

    def portable_values(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the stored values for a backup: with the content of what a backup does not have."""
        return stored

    def search_text(self, value: StructValue) -> str:
        """Return the text by which a step is found, beside its title."""
        content = [bound for name, bound in value.bound_blocks.items() if name != "title"]
        return "\n".join(
            text for bound in content for text in bound.block.get_searchable_content(bound.value)
        )

    def search_texts(self, value: StructValue) -> Iterator[SearchText]:
        """Yield the texts by which a step is found, one for each screen that its package has."""
        yield SearchText(self.search_text(value))

    def offline_rules(self, value: StructValue) -> dict[str, Any]:
        """Return how a package that plays without the site plays the step, as JSON (static/js/export).

        `play` names the class there; by default the learner's Next completes the step.
        """
        return {"play": "read"}

    def text_track(self, value: StructValue, name: str) -> str:
        """Return the "captions" or "chapters" of a frozen step as WebVTT, "" for a step without them."""
        return ""

    def reflections(self, value: StructValue) -> dict[str, str]:
        """Return the id of each block in which learners write in private, and its prompt."""
        return {}

    def uncaptioned_recording(self, stored: Mapping[str, Any]) -> int | None:
        """Return the key of a recording of the step that has no captions."""
        return None


_T = TypeVar("_T", bound=type[StepBlock])

#: the block of each registered kind
step_types: dict[str, StepBlock] = {}


def register_step_type(cls: _T) -> _T:
    """Register a kind of step; a decorator. Raises ImproperlyConfigured for a second class of the same kind.

    Modules in `courses/steps` are imported when the site starts, and other packages register theirs in
    `AppConfig.ready`.
    """
    if cls.kind in step_types:
        raise ImproperlyConfigured(f"Two step types have the kind “{cls.kind}”.")
    block = step_types[cls.kind] = cls()
    block.set_name(cls.kind)
    return cls


def step_type(kind: str) -> StepBlock:
    """Return the step type of that kind. Raises ImproperlyConfigured if none is registered."""
    try:
        return step_types[kind]
    except KeyError:
        raise ImproperlyConfigured(f"No step type has the kind “{kind}”.") from None
